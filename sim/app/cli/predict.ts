/** `precopy predict`: the time of a migration at given caps. */
import type { Argv } from 'yargs';
import { pointsPredictionCsv, predictionCsv } from '../../output/csv/prediction-csv.ts';
import { curveDocument, predictionDocument } from '../../output/document/prediction.ts';
import { renderText } from '../../output/text/render.ts';
import { describeFit } from '../../study/fit/fit.ts';
import { DRAWS } from '../../study/interval/interval.ts';
import { predictAt } from '../../study/plan/fitted.ts';
import { mostCapPercent } from '../../study/plan/most-cap.ts';
import { predict } from '../../study/plan/predict.ts';
import {
  CSV_CAP_MOST,
  capOptions,
  fitPoints,
  isPoints,
  metricOf,
  readCapOption,
  readScenario,
  trialOptions,
} from './caps.ts';
import { declareCommand, examples, type Given } from './command.ts';
import * as option from './options.ts';
import { print } from './terminal.ts';

const ALL_CAPS_PERCENT = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];

function options(parser: Argv) {
  return capOptions(parser)
    .options({
      at: option.repeated('cap in percent; may be repeated; default 10, 20, ..., 100 %'),
      interval: option.flag('90 % intervals from what is uncertain, in place of those by seeds'),
      draws: option.draws,
      csv: option.flag('a row for each cap, as CSV'),
    })
    .epilogue(
      examples(
        ['predict guest.yaml --at "35 %"', 'total time with Dom0 of the source at 35 %'],
        ['predict points.csv --at 35 --at 45', 'from a curve through your own points'],
      ),
    );
}

const ABOUT =
  'How long a migration takes at given caps: simulated, from a curve ' +
  'fitted to five caps (10, 30, 50, 70, 90 %), and at most, by the intensive benchmark ' +
  "of the guest's kind. Intervals are at 95 %, for one more run; with --interval at 90 %, for " +
  'what would be measured.';

export const command = declareCommand(options, predictCommand, ABOUT);

async function predictCommand(args: Given<typeof options>): Promise<void> {
  option.refuseForms('predict', { json: args.json, csv: args.csv });
  const capsUpTo = (most: number): number[] =>
    args.at.length > 0 ? args.at.map((text) => readCapOption(text, most)) : ALL_CAPS_PERCENT;
  const head = { schemaVersion: 1, metric: metricOf(args) };
  if (isPoints(args)) {
    const fit = await fitPoints(args);
    const rows = capsUpTo(CSV_CAP_MOST).map((cap) => predictAt(fit, cap));
    if (args.json) print(JSON.stringify({ ...head, fit: describeFit(fit), rows }));
    else print(args.csv ? pointsPredictionCsv(rows) : renderText(curveDocument(fit, rows)));
    return;
  }
  const { scenario } = await readScenario(args);
  const capsPercent = capsUpTo(mostCapPercent(scenario, args.cap));
  const draws = args.interval ? (args.draws ?? DRAWS) : undefined;
  const options = { ...trialOptions(args), capsPercent, model: args.model, draws };
  const { rows, fit, benchmarkFit } = await predict(scenario, options);
  const drawn = draws === undefined ? {} : { draws };
  const data = { ...head, ...drawn, side: args.cap, rows, fit: describeFit(fit) };
  const all = { ...data, benchmarkFit: describeFit(benchmarkFit) };
  if (args.json) print(JSON.stringify(all));
  else if (args.csv) print(predictionCsv(rows));
  else {
    const probability = draws === undefined ? '95 %' : '90 %';
    print(renderText(predictionDocument({ rows, fit, benchmarkFit }, probability)));
  }
}
