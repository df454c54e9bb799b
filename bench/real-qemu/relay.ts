/** The relay of `relay.mjs`, started beside QEMU. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Host } from './qemu.ts';

/** A running relay. */
export interface Relay {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/**
 * @param toPort port of the destination on this machine.
 * @param bytesPerSecond rate of the link.
 * @throws Error when it does not start.
 */
export async function startRelay(
  { runWith, signal }: Host,
  toPort: number,
  bytesPerSecond: number,
): Promise<Relay> {
  const script = fileURLToPath(new URL('./relay.mjs', import.meta.url));
  const words = [process.execPath, script, String(toPort), String(bytesPerSecond)];
  const [program = '', ...args] = [...runWith, ...words];
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], signal });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  failed.catch(() => undefined);
  const early = ended.then(() => Promise.reject(new Error('the relay has ended')));
  early.catch(() => undefined);
  const [port] = await Promise.race([once(child.stdout, 'data'), failed, early]);
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  return { port: Number(port), stop };
}
