/** `precopy explain`: from a log to what happened, why, and what would have been. */
import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Argv } from 'yargs';
import { profileOf } from '../../../models/machine/machine-file.ts';
import { PROFILES } from '../../../models/machine/registry.ts';
import type { ParameterUnit } from '../../engine/kernel/unit.ts';
import { BITS_PER_BYTE, NS_PER_SECOND, PAGE_BYTES } from '../../engine/kernel/unit.ts';
import { explanationDocument } from '../../output/document/explanation.ts';
import { renderText } from '../../output/text/render.ts';
import type { SetOption } from '../../scenario/load.ts';
import { isMachinePath } from '../../scenario/machine.ts';
import { openTemplate } from '../../scenario/template.ts';
import { type ExplainOptions, type Explanation, explain } from '../../study/explain/explain.ts';
import type { Known } from '../../study/explain/known.ts';
import type { Change } from '../../study/explain/what-ifs.ts';
import { hostsInLog } from '../../study/explain/xl-log.ts';
import { FORMATS } from '../../study/import/formats.ts';
import { importText } from '../../study/import/import.ts';
import type { Measurement } from '../../study/import/measurement.ts';
import { DRAWS } from '../../study/interval/interval.ts';
import { collect } from '../../study/validate/read-rows.ts';
import { Problem } from '../../text/problem.ts';
import { readQuantity } from '../../text/quantity.ts';
import { readText, writeAll } from '../files/files.ts';
import { openMachine, openText, readPair } from '../files/scenario-file.ts';
import { scenarioPool } from '../pool/run-scenarios.ts';
import { declareCommand, examples, type Given } from './command.ts';
import { follow } from './explain-follow.ts';
import * as option from './options.ts';
import { progressLine } from './progress.ts';
import { writePage } from './report-file.ts';
import { print, remark, warn } from './terminal.ts';

function options(parser: Argv) {
  return parser
    .positional('files', option.files('logs that `import` reads; - is what comes on stdin'))
    .options({
      migration: option.number('which migration of the logs, from 1; default the last'),
      memory: option.text("the guest's memory, such as `4 GiB`, where the log does not say"),
      link: option.text('rate of the link, such as `10 Gbit/s`'),
      'bandwidth-limit': option.text('max-bandwidth that was set, such as `64 MiB/s`'),
      'downtime-limit': option.text('downtime-limit that was set, such as `300 ms`'),
      release: option.text('release of QEMU: 7.2, 8.2, 9.2 or 10.2'),
      local: option.flag('the guest moves from a host to itself'),
      guest: option.repeated(
        'what is known of the guest: "vcpus=8", "workload.rate=4000 pages/s"; may be repeated',
      ),
      'what-if': option.repeated(
        'a change to try, paths as for --set: "migrations.0.policy.downtimeLimit=1 s", several ' +
          'with `;` between; may be repeated',
      ),
      ...option.simulation,
      replications: { ...option.number('runs of each change, each with its own seed'), default: 3 },
      interval: option.flag(
        '90 % intervals by many runs of each change, with the margins of the machine',
      ),
      draws: option.draws,
      from: {
        choices: FORMATS.map(({ name }) => name),
        describe: 'format of the logs; default: recognized by content',
      },
      follow: option.flag('a new forecast for each sample as it comes; with - from stdin'),
      out: option.text('write the scenario that the log implies to this file'),
      format: { choices: ['text', 'json'], default: 'text', describe: 'form of the result' },
      report: option.report,
      quiet: option.quiet,
    } as const)
    .epilogue(
      examples(
        ['explain migrate.log --out guest.yaml', 'one page; then: precopy run guest.yaml'],
        ['explain --follow -', 'forecasts, while query-migrate is asked again and again'],
        ['explain xl.log --what-if "source.dom0.cap=40 %"', 'with a change of your own'],
      ),
    );
}

type ExplainArguments = Given<typeof options>;

const ABOUT =
  'Explains a real migration from its log alone: rounds, what bounded its rate, how fast the ' +
  'guest writes, whether it converges, when it will end; and simulates what other settings do.';

export const command = declareCommand(options, explainCommand, ABOUT);

async function explainCommand(args: ExplainArguments): Promise<void> {
  const pool = scenarioPool({ workers: args.workers });
  try {
    const asked = await askedFor(args, pool.run);
    if (args.follow) return await follow(args, asked);
    const logs = collect([...new Set(args.files)], (file) => read(file, args));
    const migrations = logs.flatMap((log) => log.migrations);
    const xenVersion = logs.find(({ hosts }) => hosts.xenVersion !== undefined)?.hosts.xenVersion;
    const isLocal = args.local || logs.every(({ hosts }) => hosts.isLocal);
    const known = { ...asked.known, isLocal, xenVersion };
    deliver(await explain(picked(migrations, args), { ...asked, known }), args);
  } finally {
    await pool.close();
  }
}

/** @throws Problem when it cannot be read, or nothing is found in it. */
function read(file: string, { from, quiet }: ExplainArguments) {
  const text = readInput(file);
  const { migrations, remarks } = importText(text, file, from);
  const mistakes = remarks.map(({ line, message }) => ({ where: `${file}:${line}`, message }));
  if (!quiet) warn(mistakes);
  return { migrations, hosts: hostsInLog(text) };
}

/** @throws Problem when it cannot be read. */
function readInput(file: string): string {
  return file === '-' ? readFileSync(process.stdin.fd, 'utf8') : readText(file);
}

/** @throws Problem for a number that there is none of. */
function picked(migrations: readonly Measurement[], args: ExplainArguments): Measurement {
  const { migration = migrations.length, quiet } = args;
  const found = migrations[migration - 1];
  if (found === undefined) {
    const message = `there are ${migrations.length} migrations, from 1`;
    throw new Problem([{ where: `--migration ${migration}`, message }]);
  }
  if (!quiet && args.migration === undefined && migrations.length > 1) {
    remark(`the last of ${migrations.length} migrations; --migration N chooses another`);
  }
  return found;
}

async function askedFor(
  args: ExplainArguments,
  runScenarios: ExplainOptions['runScenarios'],
): Promise<ExplainOptions> {
  const { machine, seed, fidelity } = args;
  const guest = args.guest.map((text) => `vm.${text}`);
  const opened = await openText('', {
    file: 'inferred.yaml',
    set: [...args.set, ...guest],
    seed,
    fidelity,
    machine,
  });
  return {
    known: knownOf(args),
    changes: args['what-if'].map(readChange),
    replications: args.replications,
    draws: args.interval ? (args.draws ?? DRAWS) : undefined,
    runScenarios,
    onProgress: progressLine(args.quiet),
    open: (text, more) => {
      const { set = [] } = opened.options;
      const all = { ...opened.options, profiles: PROFILES, set: [...more, ...set] };
      return openTemplate(text, 'the inferred scenario', all);
    },
  };
}

function knownOf(args: ExplainArguments): Known {
  const bytes = quantity('--memory', args.memory, 'bytes');
  const limit = quantity('--bandwidth-limit', args['bandwidth-limit'], 'bit/s');
  const downtime = quantity('--downtime-limit', args['downtime-limit'], 'ns');
  return {
    memoryPages: bytes === undefined ? undefined : Math.round(bytes / PAGE_BYTES),
    bandwidthLimitBytesPerSecond: limit === undefined ? undefined : limit / BITS_PER_BYTE,
    downtimeLimitSeconds: downtime === undefined ? undefined : downtime / NS_PER_SECOND,
    linkBitsPerSecond: quantity('--link', args.link, 'bit/s'),
    release: args.release,
    machine: machineOf(args.machine),
  };
}

/** @throws Problem for a file that cannot be read; what is no name, the scenario refuses. */
function machineOf(name: string | undefined): Known['machine'] {
  if (name === undefined) return undefined;
  const profile = isMachinePath(name) ? profileOf(openMachine(name)) : PROFILES[name];
  return profile === undefined ? undefined : { name, profile };
}

/** @throws Problem. */
function quantity(where: string, text: string | undefined, unit: ParameterUnit) {
  if (text === undefined) return undefined;
  const reading = readQuantity(text, unit);
  if (reading.ok) return reading.value;
  throw new Problem([{ where: `${where} ${text}`, message: reading.message, hint: reading.hint }]);
}

function readChange(title: string): Change {
  const set = title.split(';').map((part): SetOption => {
    const [path, value] = readPair('--what-if', part, 'path=value');
    return { path, value };
  });
  return { title, set };
}

function deliver(explanation: Explanation, args: ExplainArguments): void {
  const { simulated, missing } = explanation;
  if (args.out !== undefined) {
    if (simulated === null) {
      throw new Problem([
        { where: `--out ${args.out}`, message: `no scenario follows: ${missing}` },
      ]);
    }
    writeAll(dirname(args.out), { [basename(args.out)]: simulated.text });
  }
  const document = explanationDocument(explanation);
  if (args.format === 'json') print(JSON.stringify(explanation));
  else print(renderText(document));
  if (args.report !== undefined) writePage(args.report, document);
  if (args.out !== undefined && args.format === 'text' && !args.quiet) {
    remark(`written: ${args.out}; precopy run, plan, sweep and compare work from it`);
  }
}
