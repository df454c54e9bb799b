/** One QEMU process: started with the guest's image, spoken to by QMP, ended with its parent. */
import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { CLOCK_HZ, COUNTER_COUNT, COUNTERS } from './guest.ts';
import { Qmp } from './qmp.ts';
import { TRACED } from './trace.ts';

/** The QEMU of this machine, and how it is run. */
export interface Host {
  /** Name or path of the program. */
  readonly program: string;
  readonly accelerator: string;
  /** Put before it, such as `chrt -f 10` or `taskset -c 2,3`. */
  readonly runWith: readonly string[];
  /** Ends what runs. */
  readonly signal?: AbortSignal | undefined;
}

/** A process to start. */
export interface Start {
  readonly memoryMib: number;
  /** Path of its firmware. */
  readonly image: string;
  /** Where it writes what migration does; absent: nowhere. */
  readonly log?: string | undefined;
  /** Whether it waits for a migration to come in. */
  readonly incoming: boolean;
}

/** What the guest has counted. */
export interface Counters {
  readonly isReady: boolean;
  readonly writes: number;
  /** Of the guest's own clock. */
  readonly seconds: number;
  readonly mostDelayMs: number;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** @returns such as `7.2.22 (Debian 1:7.2+dfsg-7)`. @throws Error where there is no QEMU. */
export function versionOf(program: string): string {
  const { stdout, error } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  const version = /version (.*)/.exec(stdout ?? '')?.[1];
  if (version !== undefined) return version;
  const why = error === undefined ? 'it does not tell its version' : error.message;
  throw new Error(`no QEMU: ${program}: ${why}; Debian's package qemu-system-x86 has it`);
}

export class Qemu {
  readonly qmp: Qmp;
  readonly #child: Child;
  /** Why, once it has ended. */
  readonly #ended: Promise<Error>;

  /** @throws Error when it does not start, with what it said. */
  static async start(host: Host, options: Start): Promise<Qemu> {
    const qemu = new Qemu(host, options);
    try {
      await qemu.qmp.open();
    } catch (error) {
      await qemu.stop();
      throw error;
    }
    return qemu;
  }

  private constructor(host: Host, options: Start) {
    const [program = '', ...args] = [...host.runWith, host.program, ...argumentsOf(host, options)];
    const { signal } = host;
    this.#child = spawn(program, args, { stdio: 'pipe', signal, killSignal: 'SIGKILL' });
    const said: string[] = [];
    this.#child.stderr.on('data', (data: Buffer) => said.push(data.toString()));
    this.#ended = new Promise((resolve) => {
      const end = (how: string): void => {
        resolve(new Error(`${program} ended (${how}): ${said.join('').trim()}`));
      };
      this.#child.once('error', ({ message }) => end(message));
      this.#child.once('close', (code, signal) => end(String(signal ?? `exit code ${code}`)));
    });
    this.qmp = new Qmp(this.#child.stdout, this.#child.stdin, this.#ended);
  }

  /** @returns such as `7.2.22`. */
  async version(): Promise<string> {
    type Reply = { readonly qemu: Readonly<Record<'major' | 'minor' | 'micro', number>> };
    const { major, minor, micro } = (await this.qmp.execute<Reply>('query-version')).qemu;
    return `${major}.${minor}.${micro}`;
  }

  /** Reads the guest's counters, while it runs or stands. */
  async counters(): Promise<Counters> {
    const line = `xp /${COUNTER_COUNT}xw ${COUNTERS}`;
    const text = await this.qmp.execute<string>('human-monitor-command', { 'command-line': line });
    const words = [...text.matchAll(/0x([0-9a-f]{8})/g)].map(([, word = '']) => parseInt(word, 16));
    const [ready = 0, writes = 0, low = 0, high = 0, mostDelay = 0] = words;
    return {
      isReady: ready === 1,
      writes,
      seconds: (low + high * 2 ** 32) / CLOCK_HZ,
      mostDelayMs: (1000 * mostDelay) / CLOCK_HZ,
    };
  }

  /** Until the guest has filled its memory. @throws Error when that takes more than a minute. */
  async ready(): Promise<void> {
    for (let tries = 0; tries < 3000; tries += 1) {
      if ((await this.counters()).isReady) return;
      await setTimeout(20);
    }
    throw new Error('the guest has not filled its memory within a minute');
  }

  /** Ends the process and waits for its end. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}

function argumentsOf({ accelerator }: Host, { memoryMib, image, log, incoming }: Start): string[] {
  const traced = TRACED.flatMap((event) => ['-trace', event]);
  return [
    ...['-accel', accelerator, '-machine', 'pc', '-smp', '1', '-m', String(memoryMib)],
    ...(accelerator === 'tcg' ? ['-cpu', 'qemu64'] : []),
    ...['-nodefaults', '-vga', 'none', '-display', 'none', '-bios', image, '-qmp', 'stdio'],
    ...(log === undefined ? [] : ['-msg', 'timestamp=on', '-D', log, ...traced]),
    ...(incoming ? ['-incoming', 'defer'] : []),
  ];
}
