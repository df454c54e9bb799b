/** The lines of a file one by one, however long it is. */
import { readSync } from 'node:fs';

/** A line with its place. */
export interface FileLine {
  /** Where it begins, bytes from the start of the file. */
  readonly offset: number;
  /** Its bytes without the line feed, valid until the next line is asked for. */
  readonly bytes: Buffer;
}

const CHUNK_BYTES = 1 << 20;
const LINE_FEED = 0x0a;

/**
 * All whole lines. Bytes behind the last line feed are not a line.
 * @param fd open for reading; its position is left alone.
 */
export function* linesOfFile(fd: number): Generator<FileLine> {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let rest = Buffer.alloc(0);
  let position = 0;
  for (;;) {
    const count = readSync(fd, chunk, 0, CHUNK_BYTES, position);
    if (count === 0) return;
    const bytes = Buffer.concat([rest, chunk.subarray(0, count)]);
    const startsAt = position - rest.length;
    let begin = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, begin)) {
      yield { offset: startsAt + begin, bytes: bytes.subarray(begin, end) };
      begin = end + 1;
    }
    rest = Buffer.from(bytes.subarray(begin));
    position += count;
  }
}
