/**
 * What `xl -vvv migrate` of Xen 4.6 and later prints, with a time stamp on each line: xl itself
 * prints no times. Its rounds come from the progress lines, which it prints only on a terminal, or
 * from a logger of log-dirty calls in libxl-save-helper.
 */
import { countOf } from './line-numbers.ts';
import {
  type Format,
  isUnbroken,
  type Measurement,
  type Parsed,
  type Remark,
  sumOrNull,
} from './measurement.ts';
import { secondsBetween } from './time-stamp.ts';
import { XL_EVIDENCE, type XlEvent, xlEvents } from './xl-events.ts';
import { roundsOfCalls, roundsOfFrames, type XlRounds } from './xl-rounds.ts';

export const XL: Format = {
  name: 'xl',
  title: 'time-stamped output of `xl -vvv migrate` in Xen 4.6 and later',
  source:
    "`xl -vvv migrate GUEST HOST 2>&1 | ts '%Y-%m-%d %H:%M:%.S'`, with `script` to have its rounds",
  meaning: [
    'totalSeconds go from the head of the migration stream to the start at the destination, ' +
      'without the connection before',
    'downtimeSeconds go from "guest has suspended" to "Domain started", as Dom0 saw it',
    "seconds of a round end at its CLEAN, or where only progress is printed at the next round's",
  ],
  totalBegins: 'stream',
  roundSpans: 'cleans',
  recognise: (text) => countOf(text, XL_EVIDENCE),
  parse,
};

function parse(text: string, fileName: string): Parsed {
  // To a file is no migration: the guest stands meanwhile.
  const moved = split(xlEvents(text)).filter(([first]) => first?.kind !== 'save');
  const migrations = moved.map((events) => measured(events, fileName));
  return {
    migrations: migrations.map(({ migration }) => migration),
    remarks: migrations.flatMap(({ remarks }) => remarks).sort((a, b) => a.line - b.line),
  };
}

/** Events by migration: a new one where a stream begins or, if that is lost, a domain is saved. */
function split(events: readonly XlEvent[]): XlEvent[][] {
  const groups: XlEvent[][] = [];
  let kinds = new Set<string>();
  for (const event of events) {
    const begins =
      event.kind === 'begin' ||
      event.kind === 'save' ||
      (event.kind === 'saving' && (kinds.has('saving') || isOver(kinds)));
    if (begins || groups.length === 0) {
      groups.push([]);
      kinds = new Set();
    }
    groups.at(-1)?.push(event);
    kinds.add(event.kind);
  }
  return groups;
}

const isOver = (kinds: ReadonlySet<string>): boolean =>
  kinds.has('success') || kinds.has('failure');

function measured(
  events: readonly XlEvent[],
  fileName: string,
): { migration: Measurement; remarks: Remark[] } {
  const first = <K extends XlEvent['kind']>(kind: K) =>
    events.find((event): event is XlEvent & { kind: K } => event.kind === kind);
  const line = events[0]?.line ?? 1;
  const remarks: Remark[] = [];
  if (events.every(({ seconds }) => seconds === undefined)) {
    const message = 'the lines have no times: run `xl -vvv migrate ... 2>&1 | ts` to have them';
    remarks.push({ line, message });
  }
  const between = (name: string, early?: XlEvent, late?: XlEvent): number | null => {
    if (early?.seconds === undefined || late?.seconds === undefined) return null;
    const seconds = secondsBetween(early.seconds, late.seconds);
    if (seconds !== null) return seconds;
    remarks.push({ line: late.line, message: `the clock went back: ${name} is unknown` });
    return null;
  };
  const [suspended, started] = [first('suspended'), first('started')];
  const { rounds, ...more } = roundsOf(events);
  const outcome = first('failure') ? 'failed' : first('success') ? 'completed' : 'unknown';
  if (outcome === 'unknown') {
    const message = 'neither success nor failure of this migration is in the file';
    remarks.push({ line: events.at(-1)?.line ?? line, message });
  }
  return {
    migration: {
      origin: `${fileName}:${line}`,
      format: XL.name,
      domain: first('saving')?.domain ?? null,
      outcome,
      memoryPages: first('memory')?.pages ?? null,
      pagesSent: isUnbroken(rounds) ? sumOrNull(rounds.map(({ sent }) => sent)) : null,
      zeroPages: null,
      bytesSent: more.bytesSent,
      totalSeconds: between('the total time', first('begin'), started),
      precopySeconds:
        more.precopySeconds ?? between('the pre-copy time', first('saving'), suspended),
      downtimeSeconds: between('the downtime', suspended, started),
      rounds,
    },
    remarks: [...remarks, ...more.remarks, ...checkMemory(events, rounds[0])],
  };
}

/** Log-dirty calls are exact, so they are preferred. */
function roundsOf(events: readonly XlEvent[]): XlRounds {
  const calls = events.filter(
    (event) => event.kind === 'dirty-call' || event.kind === 'damaged-call',
  );
  if (calls.length > 0) return roundsOfCalls(calls);
  const frames = events.filter((event) => event.kind === 'frames');
  const suspended = events.find(({ kind }) => kind === 'suspended');
  const ended = events.find(({ kind }) => kind === 'end-of-stream');
  return roundsOfFrames(frames, suspended, ended);
}

/** The first round is all of memory. */
function checkMemory(
  events: readonly XlEvent[],
  round: { readonly round: number; readonly sent: number | null } | undefined,
): Remark[] {
  const memory = events.find((event) => event.kind === 'memory');
  if (memory === undefined || round?.round !== 1 || round.sent === null) return [];
  if (round.sent === memory.pages) return [];
  const message = `round 1 sent ${round.sent} pages, the guest has ${memory.pages}`;
  return [{ line: memory.line, message }];
}
