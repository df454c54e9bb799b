/**
 * `xenguest` (emu-manager) lines in the daemon log of XenServer and XCP-ng: the count of dirty
 * pages before each round, the pages sent so far, progress within a round, and the marks of the
 * suspend. Several guests may be mixed in one file: each has a process of its own.
 */
import { countOf } from './line-numbers.ts';
import {
  type Format,
  type MeasuredRound,
  type Measurement,
  type MigrationOutcome,
  type Parsed,
  type Remark,
  unknownMigration,
  unknownRound,
} from './measurement.ts';
import { known, statements } from './stated.ts';
import { secondsBetween, stampSeconds } from './time-stamp.ts';
import { ruleShown } from './xenguest-rule.ts';

export const XENGUEST: Format = {
  name: 'xenguest',
  title: 'xenguest lines of XenServer and XCP-ng in daemon.log',
  source: "`grep -E 'xenguest|emu-manager' /var/log/daemon.log` on the source host",
  meaning: [
    'rounds have the numbers of xenguest, whose first, over all of memory, is 0',
    'sent are what the running total grew by between two decisions; times are to 1 s',
    'precopySeconds go on until the source has heard that the guest stands',
    'dirtied are the pages that the decision after the round found dirty',
  ],
  isToSecond: true,
  recognise: (text) => countOf(text, /xenguest-\d|libempserver|Checking live policy|emu-manager/g),
  parse,
};

/** What is said before a round, or in the midst of one, when the dirty pages are not known. */
interface Decision {
  readonly iteration: number;
  readonly sentPages: number;
  readonly remainingPages: number | null;
  readonly seconds: number | undefined;
}

/** What is known of a migration, as the lines come. */
interface Course {
  readonly line: number;
  readonly domain: number;
  readonly first: number | undefined;
  readonly decisions: Decision[];
  readonly remarks: Remark[];
  /** Pages of each round, as its progress says. */
  readonly due: Map<number, number>;
  /** The report that ended the live stage, as the manager says. */
  endsWith: Decision | undefined;
  /** Whether it stopped because it was told to. */
  isOrdered: boolean;
  /** When it heard that the guest stands. */
  suspendedSeconds: number | undefined;
  endSeconds: number | undefined;
  outcome: MigrationOutcome;
  hasEnded: boolean;
}

const PROCESS = /xenguest-(\d{1,9})(?:-[a-z]{1,9})?\[(\d{1,9})\]/;
const EVENT = new RegExp(
  String.raw`"event" : "MIGRATION", "data": \{"sent": (\d{1,15}),` +
    String.raw`"remaining": (-?\d{1,15}),"iteration": (\d{1,9})\}`,
);
const POLICY = /Checking live policy\. +(\d{1,15}) \/ (\d{1,15}) for (\d{1,9})/;
const FRAMES = /Frames iteration (\d{1,9}): \d{1,15} of (\d{1,15})/;
const RULE =
  /(No dirty pages|Too many iterations|Sent too many|Few enough|[Ff]ew dirty)[^\n]{0,60}/;
const MANAGER = /emu-manager-(\d{1,9})\[(\d{1,9})\]/;
const EXIT = /(\d{1,9}) \([^\s(]{0,200}emu-manager .{0,300}exited with code (\d{1,3})/;
const DONE = /migration (?:complete|successful)|"result" ?: ?"?(?:completed|success)|Result: 0/i;

function parse(text: string, fileName: string): Parsed {
  const courses: Course[] = [];
  const open = new Map<string, Course>();
  /** The latest of each domain, and of each manager. */
  const latest = new Map<string, Course>();
  let last: Course | undefined;
  text.split('\n').forEach((whole, index) => {
    const line = whole.replace(/\r$/, '');
    const [, domain, pid] = PROCESS.exec(line) ?? [];
    const [, manager = '', exit] = EXIT.exec(line) ?? [];
    const ended = latest.get(`manager ${manager}`) ?? last;
    if (exit !== undefined && ended !== undefined) {
      end(ended, { line: index + 1, code: Number(exit), seconds: stampSeconds(line) });
      return;
    }
    if (pid === undefined) {
      const [, of, itself] = MANAGER.exec(line) ?? [];
      const managed = latest.get(`domain ${of}`);
      if (managed === undefined) return;
      latest.set(`manager ${itself}`, managed);
      if (line.includes('live stage is done')) managed.endsWith ??= managed.decisions.at(-1);
      return;
    }
    let course = open.get(pid);
    if (course === undefined) {
      course = begun(index + 1, Number(domain), stampSeconds(line));
      courses.push(course);
      open.set(pid, course);
      latest.set(`domain ${domain}`, course);
    }
    last = course;
    follow(course, line, index + 1);
  });
  const moved = courses.filter(({ decisions }) => decisions.length > 0);
  return {
    migrations: moved.map((course) => measured(course, fileName)),
    remarks: moved.flatMap(remarksOf).sort((one, other) => one.line - other.line),
  };
}

const begun = (line: number, domain: number, first: number | undefined): Course => ({
  line,
  domain,
  first,
  decisions: [],
  remarks: [],
  due: new Map(),
  endsWith: undefined,
  isOrdered: false,
  suspendedSeconds: undefined,
  endSeconds: undefined,
  outcome: 'unknown',
  hasEnded: false,
});

function follow(course: Course, line: string, number: number): void {
  const seconds = stampSeconds(line);
  const [, dirty, total, iteration] = POLICY.exec(line) ?? [];
  const [, sent, remaining, at] = EVENT.exec(line) ?? [];
  const [, round, pages] = FRAMES.exec(line) ?? [];
  const rule = RULE.exec(line)?.[0];
  if (round !== undefined) course.due.set(Number(round), Number(pages));
  if (iteration !== undefined) put(course, [iteration, total, dirty], seconds);
  else if (at !== undefined) put(course, [at, sent, remaining], seconds);
  else if (rule !== undefined) {
    course.remarks.push({ line: number, message: `it stops by its rule: ${rule}` });
  } else if (line.includes('passing down stop message')) course.isOrdered = true;
  else if (line.includes('suspend was received')) course.suspendedSeconds ??= seconds;
  else if (DONE.test(line)) course.outcome = 'completed';
}

function put(
  { decisions }: Course,
  figures: readonly (string | undefined)[],
  seconds: number | undefined,
): void {
  const [iteration = 0, sentPages = 0, remaining = 0] = figures.map(Number);
  const remainingPages = remaining < 0 ? null : remaining;
  const last = decisions.at(-1);
  // The policy and the event of it say the same.
  const isSame =
    last?.iteration === iteration &&
    last.sentPages === sentPages &&
    last.remainingPages === remainingPages;
  if (!isSame) decisions.push({ iteration, sentPages, remainingPages, seconds });
}

interface Exit {
  readonly line: number;
  readonly code: number;
  readonly seconds: number | undefined;
}

function end(course: Course, { line, code, seconds }: Exit): void {
  course.hasEnded = true;
  course.endSeconds = seconds;
  course.outcome = code === 0 ? 'completed' : 'failed';
  if (code !== 0) {
    const message = `the manager exits with code ${code}: the migration failed`;
    course.remarks.push({ line, message });
  }
}

function measured(course: Course, fileName: string): Measurement {
  const { line, domain, outcome, first, endSeconds, suspendedSeconds, decisions } = course;
  const starts = startsOf(decisions);
  const isWhole = decisions[0]?.iteration === 0;
  const samples = decisions.flatMap(({ seconds, ...figures }) => {
    const elapsedSeconds = isWhole ? secondsBetween(first, seconds) : null;
    return known({ elapsedSeconds, ...figures }) ?? [];
  });
  return {
    ...unknownMigration(`${fileName}:${line}`, XENGUEST.name),
    domain,
    outcome,
    memoryPages: isWhole ? (starts.get(1)?.sentPages ?? course.due.get(0) ?? null) : null,
    pagesSent: decisions.at(-1)?.sentPages ?? null,
    totalSeconds: isWhole ? secondsBetween(first, endSeconds) : null,
    precopySeconds: isWhole ? secondsBetween(first, suspendedSeconds) : null,
    rounds: roundsOf(decisions, starts, course.due),
    ...statements(samples),
  };
}

/** The decision before each round, by its number: there the dirty pages are known. */
function startsOf(decisions: readonly Decision[]): Map<number, Decision> {
  const starts = new Map<number, Decision>();
  for (const decision of decisions) {
    const isStart = decision.remainingPages !== null || decision.sentPages === 0;
    if (isStart && !starts.has(decision.iteration)) starts.set(decision.iteration, decision);
  }
  return starts;
}

function roundsOf(
  decisions: readonly Decision[],
  starts: ReadonlyMap<number, Decision>,
  due: ReadonlyMap<number, number>,
): MeasuredRound[] {
  const numbers = [...new Set(decisions.map(({ iteration }) => iteration))];
  return numbers
    .sort((one, other) => one - other)
    .map((number) => {
      const [start, next] = [starts.get(number), starts.get(number + 1)];
      const sent =
        start === undefined || next === undefined ? -1 : next.sentPages - start.sentPages;
      return {
        ...unknownRound(number),
        live: true,
        sent: sent < 0 ? null : sent,
        dirtied: next?.remainingPages ?? due.get(number + 1) ?? null,
        seconds: secondsBetween(start?.seconds, next?.seconds),
      };
    });
}

function remarksOf(course: Course): Remark[] {
  const { line, decisions, hasEnded, remarks, endsWith, isOrdered } = course;
  const rule = ruleShown(decisions, endsWith, isOrdered);
  const more: Remark[] =
    rule === undefined ? [] : [{ line, message: `the rule it shows: ${rule}` }];
  const first = decisions[0]?.iteration ?? 0;
  if (first > 0) more.push({ line, message: `iterations before ${first} are not in the file` });
  if (!hasEnded) more.push({ line, message: 'the end of this migration is not in the file' });
  return [...remarks, ...more];
}
