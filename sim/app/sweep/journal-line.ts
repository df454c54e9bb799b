/**
 * Lines of a journal: `{"crc32":"0a1b2c3d","run":{...}}`. The checksum is of the bytes of the
 * value, so that a line that was torn or damaged is known, wherever it stands.
 */
import { crc32 } from 'node:zlib';
import type { RunRow } from '../../run/result/run-row.ts';
import type { PointParameters } from '../../scenario/sweep.ts';
import type { Header } from './header.ts';

/** One run as it stands in the journal and in the results. */
export interface RunRecord extends RunRow {
  /** From 0. */
  readonly point: number;
  /** From 1. */
  readonly replication: number;
  readonly parameters: PointParameters;
}

/** A line that was read. */
export type JournalLine =
  | { readonly kind: 'header'; readonly header: Header }
  | {
      readonly kind: 'run';
      readonly run: RunRecord;
      /** Where the text of the run begins and ends in the line, bytes. */
      readonly from: number;
      readonly to: number;
      readonly checksum: string;
    };

const START = '{"crc32":"';
const CHECKSUM_DIGITS = 8;
const KEY_AT = START.length + CHECKSUM_DIGITS;
const KEYS = { header: '","header":', run: '","run":' } as const;

/** A line, with its end. */
export function writeLine(kind: keyof typeof KEYS, value: Header | RunRecord): string {
  const text = JSON.stringify(value);
  return `${START}${checksumOf(Buffer.from(text))}${KEYS[kind]}${text}}\n`;
}

/** @param line without its end. @returns undefined for a line that is damaged. */
export function readLine(line: Buffer): JournalLine | undefined {
  const start = line.toString('latin1', 0, KEY_AT + KEYS.header.length);
  const kind = start.startsWith(KEYS.run, KEY_AT) ? 'run' : 'header';
  if (!start.startsWith(START) || !start.startsWith(KEYS[kind], KEY_AT)) return undefined;
  const from = KEY_AT + KEYS[kind].length;
  const to = line.length - 1;
  const checksum = start.slice(START.length, KEY_AT);
  if (line.toString('latin1', to) !== '}') return undefined;
  const body = line.subarray(from, to);
  if (checksumOf(body) !== checksum) return undefined;
  const value: unknown = JSON.parse(body.toString('utf8'));
  if (kind === 'header') return { kind, header: value as Header };
  return { kind, run: value as RunRecord, from, to, checksum };
}

function checksumOf(bytes: Buffer): string {
  return crc32(bytes).toString(16).padStart(CHECKSUM_DIGITS, '0');
}
