/** `precopy predict`: the time of a migration at given caps. */

import {
  pointsPredictionCsv,
  pointsPredictionReport,
  predictionCsv,
  predictionReport,
} from '../../output/text/prediction-report.ts';
import { describeFit } from '../../study/fit/fit.ts';
import { predictAt } from '../../study/plan/fitted.ts';
import { predict } from '../../study/plan/predict.ts';
import {
  type CapArguments,
  fitPoints,
  isPoints,
  metricOf,
  readCapOption,
  readScenario,
  trialOptions,
} from './caps.ts';
import { refuseForms } from './run-choices.ts';
import { print } from './terminal.ts';

export interface PredictArguments extends CapArguments {
  readonly at: readonly string[];
  readonly csv: boolean;
}

const ALL_CAPS_PERCENT = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];

export async function predictCommand(args: PredictArguments): Promise<void> {
  refuseForms('predict', { json: args.json, csv: args.csv });
  const asked = args.at.map(readCapOption);
  const capsPercent = asked.length > 0 ? asked : ALL_CAPS_PERCENT;
  const head = { schemaVersion: 1, metric: metricOf(args) };
  if (isPoints(args)) {
    const fit = await fitPoints(args);
    const rows = capsPercent.map((cap) => predictAt(fit, cap));
    if (args.json) print(JSON.stringify({ ...head, fit: describeFit(fit), rows }));
    else print(args.csv ? pointsPredictionCsv(rows) : pointsPredictionReport(fit, rows));
    return;
  }
  const options = { ...trialOptions(args), capsPercent, model: args.model };
  const { rows, fit, benchmarkFit } = await predict(await readScenario(args), options);
  const data = { ...head, side: args.cap, rows, fit: describeFit(fit) };
  const all = { ...data, benchmarkFit: describeFit(benchmarkFit) };
  if (args.json) print(JSON.stringify(all));
  else print(args.csv ? predictionCsv(rows) : predictionReport({ rows, fit, benchmarkFit }));
}
