/**
 * One migration of real QEMU: two processes on this machine, the guest in one of them, moved to the
 * other over TCP. Everything that the results say is noted here; nothing is computed from it.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { guestImage } from './guest.ts';
import { type Counters, type Host, Qemu, type Start } from './qemu.ts';
import type { QmpEvent } from './qmp.ts';
import { startRelay } from './relay.ts';
import type { Setting } from './setting.ts';
import { readTrace, type Trace } from './trace.ts';

/** QEMU's reply to `query-migrate`, as far as it is read. */
export interface Reply {
  readonly status: string;
  readonly 'total-time'?: number;
  readonly downtime?: number;
  readonly 'setup-time'?: number;
  readonly 'cpu-throttle-percentage'?: number;
  readonly 'error-desc'?: string;
  readonly ram?: Readonly<Record<string, number>>;
  readonly 'xbzrle-cache'?: Readonly<Record<string, number>>;
}

/** What happened. Times are seconds since 1970. */
export interface Outcome {
  /** Cancelled: it did not end in time; the reply is that just before. */
  readonly status: 'completed' | 'cancelled';
  readonly startSeconds: number;
  readonly reply: Reply;
  readonly trace: Trace;
  readonly stopSeconds: number | undefined;
  readonly resumeSeconds: number | undefined;
  readonly completedSeconds: number | undefined;
  readonly postCopySeconds: number | undefined;
  /** Throttles of auto-converge, as they were seen. */
  readonly throttles: readonly { readonly seconds: number; readonly percent: number }[];
  /** The guest's counters: well before, just before, after. */
  readonly counters: readonly [Counters, Counters, Counters];
  /** Of QEMU. */
  readonly version: string;
  readonly load: number;
}

/** The guest is watched for this long before it migrates, and a little after. */
const BEFORE_SECONDS = 0.4;
const AFTER_SECONDS = 0.1;
const MIB = 2 ** 20;
const THROTTLE_LOOK_MS = 100;

/**
 * @param seed start of the guest's random numbers.
 * @throws Error when QEMU refuses something or the migration fails.
 */
export async function migrate(host: Host, setting: Setting, seed: number): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'real-qemu-'));
  const running: Qemu[] = [];
  const image = join(folder, 'guest.bin');
  const log = join(folder, 'source.log');
  writeFileSync(image, guestImage({ ...setting.guest, seed }));
  const { memoryMib } = setting.guest;
  try {
    const start = async (options: Partial<Start>): Promise<Qemu> => {
      const qemu = await Qemu.start(host, { memoryMib, image, incoming: false, ...options });
      running.push(qemu);
      return qemu;
    };
    const started = await Promise.allSettled([start({ log }), start({ incoming: true })]);
    const [source, destination] = started.map((each) => {
      if (each.status === 'rejected') throw each.reason;
      return each.value;
    }) as [Qemu, Qemu];
    const seen = await observe(host, setting, source, destination);
    const version = await source.version();
    return { ...seen, version, trace: readTrace(readFileSync(log, 'utf8')) };
  } finally {
    await Promise.all(running.map((qemu) => qemu.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

type Observed = Omit<Outcome, 'trace' | 'version'>;

async function observe(
  host: Host,
  setting: Setting,
  source: Qemu,
  destination: Qemu,
): Promise<Observed> {
  await source.ready();
  for (const qemu of [source, destination]) await configure(qemu, setting);
  const wayBefore = await source.counters();
  if (setting.guest.pagesPerSecond > 0) await setTimeout(1000 * BEFORE_SECONDS);
  const port = await listen(destination);
  const relay =
    setting.linkMibPerSecond === undefined
      ? undefined
      : await startRelay(host, port, setting.linkMibPerSecond * MIB);
  try {
    const before = await source.counters();
    if (setting.guest.pagesPerSecond > 0 && before.writes === wayBefore.writes) {
      throw new Error('the guest writes nothing: its timer (PIT) does not wake it here');
    }
    const load = loadavg()[0] ?? 0;
    const run = await runMigration(setting, source, relay?.port ?? port);
    const isCompleted = run.status === 'completed';
    const resume = isCompleted ? await destination.qmp.event(isNamed('RESUME')) : undefined;
    if (setting.guest.pagesPerSecond > 0) await setTimeout(1000 * AFTER_SECONDS);
    const after = await (isCompleted ? destination : source).counters();
    return {
      ...run,
      stopSeconds: isCompleted ? source.qmp.events.find(isNamed('STOP'))?.atSeconds : undefined,
      resumeSeconds: resume?.atSeconds,
      completedSeconds: isCompleted ? atStatus(source, 'completed') : undefined,
      postCopySeconds: atStatus(source, 'postcopy-active'),
      counters: [wayBefore, before, after],
      load,
    };
  } finally {
    await relay?.stop();
  }
}

type Run = Pick<Outcome, 'status' | 'startSeconds' | 'reply' | 'throttles'>;

/** From the command until it is completed, or its time is up. */
async function runMigration(setting: Setting, source: Qemu, port: number): Promise<Run> {
  const { qmp } = source;
  const end = new AbortController();
  const { signal } = end;
  const ended = qmp.event(({ event, data }) => {
    return event === 'MIGRATION' && ['completed', 'failed'].includes(String(data.status));
  });
  const startMs = edgeOfMillisecond();
  await qmp.execute('migrate', { uri: `tcp:127.0.0.1:${port}` });
  const throttles = setting.autoConverge === undefined ? undefined : watchThrottle(source, signal);
  try {
    const late = setTimeout(1000 * setting.cancelSeconds, undefined, { signal });
    late.catch(() => undefined);
    const switched = startPostCopy(setting, source, signal);
    await Promise.race([ended, late, switched.then(() => ended)]);
  } finally {
    end.abort();
  }
  const reply = await finalReply(source);
  if (reply.status === 'failed') throw new Error(`it failed: ${reply['error-desc'] ?? ''}`);
  const isCompleted = reply.status === 'completed';
  if (!isCompleted) await qmp.execute('migrate_cancel');
  return {
    status: isCompleted ? 'completed' : 'cancelled',
    startSeconds: startMs / 1000,
    reply,
    throttles: (await throttles) ?? [],
  };
}

/** QEMU says that it has completed a little before it has its times. */
async function finalReply(source: Qemu): Promise<Reply> {
  const reply = await source.qmp.execute<Reply>('query-migrate');
  if (reply.status !== 'completed' || reply['total-time'] !== 0) return reply;
  await setTimeout(10);
  return finalReply(source);
}

/** Waits for the clock's next millisecond, so that its value is exact. */
function edgeOfMillisecond(): number {
  const now = Date.now();
  while (Date.now() === now);
  return Date.now();
}

async function startPostCopy({ postCopy }: Setting, source: Qemu, signal: AbortSignal) {
  if (postCopy === undefined) return;
  await setTimeout(1000 * postCopy.afterSeconds, undefined, { signal });
  await source.qmp.execute('migrate-start-postcopy');
}

async function watchThrottle({ qmp }: Qemu, signal: AbortSignal): Promise<Outcome['throttles']> {
  const seen: { seconds: number; percent: number }[] = [];
  while (!signal.aborted) {
    const reply = await qmp.execute<Reply>('query-migrate');
    const percent = reply['cpu-throttle-percentage'] ?? 0;
    seen.push({ seconds: Date.now() / 1000, percent });
    await setTimeout(THROTTLE_LOOK_MS);
  }
  return seen;
}

async function configure({ qmp }: Qemu, setting: Setting): Promise<void> {
  const { autoConverge, postCopy, multifdChannels, xbzrleCacheMib } = setting;
  const capabilities = {
    events: true,
    'auto-converge': autoConverge !== undefined,
    'postcopy-ram': postCopy !== undefined,
    multifd: multifdChannels !== undefined,
    xbzrle: xbzrleCacheMib !== undefined,
  };
  const on = Object.entries(capabilities).filter(([, state]) => state);
  await qmp.execute('migrate-set-capabilities', {
    capabilities: on.map(([capability, state]) => ({ capability, state })),
  });
  const parameters = {
    'max-bandwidth': setting.bandwidthMibPerSecond * MIB,
    'downtime-limit': setting.downtimeLimitMs,
    'cpu-throttle-initial': autoConverge?.initial,
    'cpu-throttle-increment': autoConverge?.increment,
    'max-postcopy-bandwidth': postCopy && postCopy.mibPerSecond * MIB,
    'multifd-channels': multifdChannels,
    'xbzrle-cache-size': xbzrleCacheMib && xbzrleCacheMib * MIB,
  };
  await qmp.execute('migrate-set-parameters', parameters);
}

/** @returns the port at which the destination waits. */
async function listen({ qmp }: Qemu): Promise<number> {
  await qmp.execute('migrate-incoming', { uri: 'tcp:127.0.0.1:0' });
  const reply = await qmp.execute<{ 'socket-address'?: { port: string }[] }>('query-migrate');
  return Number(reply['socket-address']?.[0]?.port);
}

const isNamed =
  (name: string) =>
  ({ event }: QmpEvent): boolean =>
    event === name;

const atStatus = ({ qmp }: Qemu, status: string): number | undefined =>
  qmp.events.find(({ event, data }) => event === 'MIGRATION' && data.status === status)?.atSeconds;
