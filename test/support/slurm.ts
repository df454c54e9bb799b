/**
 * A Slurm cluster of one machine, for tests: Debian's slurm-wlm and munge, with all their files in
 * a folder of the test's and ports of its own, ended by their process numbers.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const SECONDS_TO_WAIT = 50;

/** A running cluster. */
export interface Slurm {
  /** Runs one of its commands. @returns what it prints. */
  readonly command: (name: string, ...args: string[]) => string;
  /** Waits until no job is left: `sbatch --wait` looks only every few seconds. */
  readonly idle: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** @param folder an empty one. */
export async function startSlurm(folder: string): Promise<Slurm> {
  const daemons: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const daemon of daemons.reverse()) await ended(daemon);
  };
  const conf = join(folder, 'slurm.conf');
  const munge = (name: string): string => join(folder, `munge.${name}`);
  for (const name of ['state', 'spool']) mkdirSync(join(folder, name));
  writeFileSync(munge('key'), randomBytes(1024), { mode: 0o400 });
  writeFileSync(conf, configuration(folder, [await freePort(), await freePort()]));
  const start = (name: string, ...args: string[]): void => {
    const log = openSync(join(folder, `${name}.out`), 'w');
    daemons.push(spawn(`/usr/sbin/${name}`, args, { stdio: ['ignore', log, log] }));
    closeSync(log);
  };
  const files = ['socket', 'key', 'pid', 'log', 'seed'].map((name) => {
    return `--${name}${name === 'socket' ? '' : '-file'}=${munge(name)}`;
  });
  start('munged', '--foreground', '--force', ...files);
  const env = { ...process.env, SLURM_CONF: conf };
  const command = (name: string, ...args: string[]): string => {
    const limits = { timeout: 45_000, killSignal: 'SIGKILL' } as const;
    const { stdout, stderr, status } = spawnSync(name, args, { ...limits, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${name} ${args.join(' ')}: ${stderr}${stdout}`);
    return stdout.trim();
  };
  try {
    await until(() => existsSync(munge('socket')));
    start('slurmctld', '-D', '-f', conf);
    start('slurmd', '-D', '-f', conf, '-N', nodeName());
    await until(() => spawnSync('sinfo', ['-h', '-o', '%T'], { env }).stdout.includes('idle'));
  } catch (error) {
    await stop();
    const texts = ['slurmctld.out', 'slurmd.out'].map((name) => join(folder, name));
    const said = texts.filter((path) => existsSync(path)).map((path) => readFileSync(path, 'utf8'));
    throw new Error(said.join('\n'), { cause: error });
  }
  return { command, idle: () => until(() => command('squeue', '--noheader') === ''), stop };
}

const nodeName = (): string => hostname().split('.')[0] ?? 'node';

/** No control groups and no accounting, which a container may not have. */
function configuration(folder: string, [control, node]: readonly [number, number]): string {
  return `ClusterName=test
SlurmctldHost=${nodeName()}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
SlurmctldPort=${control}
SlurmdPort=${node}
AuthType=auth/munge
AuthInfo=socket=${folder}/munge.socket
CredType=cred/munge
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1,kill_invalid_depend
ReturnToService=2
NodeName=${nodeName()} NodeAddr=127.0.0.1 CPUs=${availableParallelism()} State=UNKNOWN
PartitionName=all Nodes=${nodeName()} Default=YES MaxTime=INFINITE State=UP
`;
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 3 * SECONDS_TO_WAIT; tries += 1) {
    if (isSo()) return;
    await setTimeout(300);
  }
  throw new Error(`Slurm was not ready within ${SECONDS_TO_WAIT} s`);
}

async function ended(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const exit = new Promise((resolve) => daemon.once('exit', resolve));
  daemon.kill('SIGTERM');
  const late = setTimeout(10_000, undefined, { ref: false }).then(() => daemon.kill('SIGKILL'));
  await Promise.race([exit, late.then(() => exit)]);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
