/**
 * `npm run real-qemu`: measures migrations of the QEMU on this machine and compares the simulation
 * with them. See docs/how-to/measure-your-own-host.md.
 *
 * Exit codes: 0 done, 1 QEMU failed, or `validate` found a limit missed, 2 a mistake of the user's,
 * 130 and 143 stopped by a signal.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Problem } from '../../sim/text/problem.ts';
import { measure } from './measure.ts';
import { type Host, versionOf } from './qemu.ts';
import { Results } from './results.ts';
import { openCampaign, type Setting } from './setting.ts';

const HELP = `npm run real-qemu -- [options]

Measures migrations between two QEMU processes of this machine, writes a table of migrations and
one of rounds for each campaign, and runs precopy validate on them. Needs no root.

--campaign NAME     small (default), or the path of a table of your own
--settings N        only the first N of its settings
--repetitions N     how often each is measured; default 1
--out DIR           folder of the tables; what is in them is not measured again; default measured
--qemu PROGRAM      default qemu-system-x86_64
--accelerator NAME  tcg (default: emulated, works everywhere) or kvm
--run-with COMMAND  put before QEMU, such as "taskset -c 2,3", or as root "chrt -f 10"
--machine FILE      machine of the simulation, as for precopy validate
--no-validate       only measure
`;

const OPTIONS = {
  campaign: { type: 'string', default: 'small' },
  settings: { type: 'string', default: '1000000' },
  repetitions: { type: 'string', default: '1' },
  out: { type: 'string', default: 'measured' },
  qemu: { type: 'string', default: 'qemu-system-x86_64' },
  accelerator: { type: 'string', default: 'tcg' },
  'run-with': { type: 'string', default: '' },
  machine: { type: 'string' },
  'no-validate': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const remark = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** By signal: what the process ends with. */
const SIGNAL_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  remark(error.message);
  process.exitCode = error instanceof Problem || isOption(error) ? 2 : 1;
}

async function main(): Promise<number> {
  const { values: options } = parseArgs({ options: OPTIONS });
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const all = openCampaign(options.campaign);
  const settings = all.slice(0, wholeNumber('--settings', options.settings));
  const repetitions = wholeNumber('--repetitions', options.repetitions);
  const results = new Results(options.out, settings);
  const stop = new AbortController();
  let code = 0;
  for (const [signal, ofSignal] of Object.entries(SIGNAL_CODES)) {
    process.once(signal, () => {
      code = ofSignal;
      stop.abort();
    });
  }
  const host: Host = {
    program: options.qemu,
    accelerator: options.accelerator,
    runWith: options['run-with'].split(' ').filter((word) => word !== ''),
    signal: stop.signal,
  };
  remark(`QEMU ${versionOf(host.program)}, ${host.accelerator}`);
  try {
    await measure(host, settings, results, { repetitions, onProgress: remark });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    remark('stopped; the same command measures the rest');
    return code;
  }
  return options['no-validate'] ? 0 : validate(settings, options.out, options.machine);
}

/** Runs `precopy validate` of this source tree. @returns its exit code. */
function validate(settings: readonly Setting[], folder: string, machine: string | undefined) {
  const command = fileURLToPath(new URL('../../sim/app/cli/main.ts', import.meta.url));
  const campaigns = [...new Set(settings.map(({ campaign }) => campaign))];
  const words = ['validate', ...campaigns, '--data', folder, '--rows'];
  const { status } = spawnSync(
    process.execPath,
    [
      ...process.execArgv,
      command,
      ...words,
      ...(machine === undefined ? [] : ['--machine', machine]),
    ],
    { stdio: 'inherit' },
  );
  return status ?? 1;
}

function wholeNumber(option: string, text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  const message = `${text} is not a whole number from 1`;
  throw new Problem([{ where: option, message }]);
}

/** Whether Node's parser of options has thrown it. */
function isOption(error: Error): boolean {
  return 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
