/** The bytes of a file of any kind: also of devices that never end and pipes without a writer. */
import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { Problem } from '../../text/problem.ts';

/** More than the longest text: a device such as /dev/zero never ends. */
const MOST_BYTES = 2 ** 28;
const CHUNK_BYTES = 2 ** 16;
/** How long a pipe may have no writer; one that has a writer may take any time. */
const WRITER_MS = 1000;
const LOOK_AGAIN_MS = 10;

/** @throws Problem for what has no end, no writer or too many bytes; errors of `node:fs`. */
export function readBytes(path: string): Buffer {
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const kind = fstatSync(fd);
    if (!kind.isFile()) return readStream(fd, { path, isPipe: kind.isFIFO() });
    if (kind.size > MOST_BYTES) throw tooLong(path);
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

interface StreamFile {
  readonly path: string;
  readonly isPipe: boolean;
}

function readStream(fd: number, { path, isPipe }: StreamFile): Buffer {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let waitedMs = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const count = readSome(fd, chunk);
    if (count === undefined) rest();
    else if (count > 0) {
      chunks.push(chunk.subarray(0, count));
      bytes += count;
      if (bytes > MOST_BYTES) throw tooLong(path);
    } else if (!isPipe || bytes > 0) return Buffer.concat(chunks);
    else {
      if (waitedMs >= WRITER_MS) throw withoutWriter(path);
      waitedMs += LOOK_AGAIN_MS;
      rest();
    }
  }
}

/** Bytes that were read, 0 at the end; undefined while a writer has not written. */
function readSome(fd: number, into: Buffer): number | undefined {
  try {
    return readSync(fd, into);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined;
    throw error;
  }
}

function rest(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_AGAIN_MS);
}

function tooLong(where: string): Problem {
  const message = `more than ${MOST_BYTES / 2 ** 20} MiB: no text that precopy reads is so long`;
  return new Problem([{ where, message, hint: 'name a part of it, or another file' }]);
}

function withoutWriter(where: string): Problem {
  const hint = 'start what writes into it before, or name a file';
  return new Problem([{ where, message: 'this is a pipe into which nothing was written', hint }]);
}
