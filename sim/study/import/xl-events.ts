/**
 * The lines of `xl -vvv migrate` that say something of a migration's course, each with its time.
 * Sources: tools/xl/xl_migrate.c and tools/libs/guest/xg_sr_save.c of Xen 4.17, and real output.
 */
import { stampSeconds } from './time-stamp.ts';

/** A call of the log-dirty interface, from a logger that is loaded into libxl-save-helper. */
export interface DirtyCall {
  readonly call: number;
  readonly ret: number;
  readonly op: number;
  /** 1: the final one, after the guest has stopped. */
  readonly mode: number;
  /** Pages of the bitmap. */
  readonly rc: number;
  readonly dirty: number;
  /** Written to the stream before the call. */
  readonly bytes: number;
  /** CPU seconds of Dom0 and of the guest so far. */
  readonly d0cpu: number;
  readonly ducpu: number;
}

export type XlEvent = { readonly line: number; readonly seconds: number | undefined } & (
  | { readonly kind: 'begin' | 'suspended' | 'end-of-stream' | 'started' }
  | { readonly kind: 'success' | 'failure' | 'save' }
  | { readonly kind: 'saving'; readonly domain: number }
  | { readonly kind: 'memory'; readonly pages: number }
  | {
      readonly kind: 'frames';
      readonly iteration: number;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: 'dirty-call'; readonly of: DirtyCall }
  | { readonly kind: 'damaged-call' }
);

/** Lines without a number in them; the misspelling is xl's. */
const PLAIN = [
  ['begin', /Saving to migration stream/],
  ['suspended', /guest has suspended|Domain now suspended/],
  ['end-of-stream', /End of stream/],
  ['started', /Domain started success{1,3}fully/],
  ['success', /Migration successful\./],
  ['save', /^[ \t]{0,20}Saving to (?!migration stream)\S/],
  [
    'failure',
    /[Mm]igration failed|Transfer failed|Domain creation failed|xc: error: (?:Save|Restore) failed/,
  ],
] as const;
const SAVING = /xc: info: Saving domain (\d{1,6}), /;
const MEMORY = /max_pfn 0x([0-9a-f]{1,9}),/;
/** Printed by tools of Xen 4.1 to 4.5; the total is that of all pages. */
const RELOADING = /Reloading memory pages: \d{1,12}\/(\d{1,12}) /;
const FRAMES = /Frames iteration (\d{1,4}): (\d{1,12})\/(\d{1,12}) /;
const DIRTY_CALL = /^SHIM (?:shadow|logdirty) (?=call=)/;
const DIRTY_FIELDS = ['call', 'ret', 'op', 'mode', 'rc', 'dirty', 'bytes', 'd0cpu', 'ducpu'];

/** What only this kind of output has. */
export const XL_EVIDENCE =
  /xc: (?:info: Saving domain|progress: )|Frames iteration \d|migration (?:sender|target): |SHIM /g;

/** The events of a text, in its order. */
export function xlEvents(text: string): XlEvent[] {
  return text.split('\n').flatMap((whole, index) => {
    const seconds = stampSeconds(whole);
    // A percentage is rewritten in place: each rewriting is an event of its own.
    return whole.split('\r').flatMap((part) => {
      const event = meaning(part);
      return event === undefined ? [] : [{ line: index + 1, seconds, ...event } as XlEvent];
    });
  });
}

type WithoutPlace<T> = T extends unknown ? Omit<T, 'line' | 'seconds'> : never;

function meaning(part: string): WithoutPlace<XlEvent> | undefined {
  const frames = FRAMES.exec(part);
  if (frames !== null) {
    const [iteration = 0, done = 0, total = 0] = frames.slice(1).map(Number);
    return { kind: 'frames', iteration, done, total };
  }
  const plain = PLAIN.find(([, pattern]) => pattern.test(part));
  if (plain !== undefined) return { kind: plain[0] };
  const saving = SAVING.exec(part)?.[1];
  if (saving !== undefined) return { kind: 'saving', domain: Number(saving) };
  const total = RELOADING.exec(part)?.[1];
  if (total !== undefined) return { kind: 'memory', pages: Number(total) };
  const maxPfn = MEMORY.exec(part)?.[1];
  if (maxPfn !== undefined) return { kind: 'memory', pages: Number.parseInt(maxPfn, 16) + 1 };
  return DIRTY_CALL.test(part) ? dirtyCall(part) : undefined;
}

function dirtyCall(part: string): WithoutPlace<XlEvent> {
  const fields = new Map<string, number>();
  for (const word of part.trimEnd().split(' ')) {
    const [name = '', value = ''] = word.split('=', 2);
    if (/^\d{1,12}(?:\.\d{1,9})?$/.test(value)) fields.set(name, Number(value));
  }
  const values = DIRTY_FIELDS.map((name) => [name, fields.get(name)] as const);
  if (values.some(([, value]) => value === undefined)) return { kind: 'damaged-call' };
  return { kind: 'dirty-call', of: Object.fromEntries(values) as unknown as DirtyCall };
}
