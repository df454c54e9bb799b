/** Logs that print, line by line, how far a migration is: what such formats share. */
import { addAll } from '../../engine/kernel/lists.ts';
import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import {
  diskRemarks,
  endlessRemarks,
  type Measurement,
  type MigrationOutcome,
  type Parsed,
  type Remark,
  unknownMigration,
} from './measurement.ts';
import { known, type Stated, type StatedName, statements } from './stated.ts';
import { secondsBetween, stampSeconds } from './time-stamp.ts';

/** Figures that may be missing. */
export type Figures = Readonly<Partial<Record<StatedName, number | null>>>;

/** What a line says of a migration. */
export interface Progress {
  /** It is the first of a migration. */
  readonly begins?: true;
  /** Times count from here; else from the first line. */
  readonly starts?: true;
  /** It is the last, and how it ended. */
  readonly ends?: 'completed' | 'failed';
  /** How it ends, unless a later line says otherwise. */
  readonly willEnd?: 'failed';
  readonly figures?: Figures;
  /** Of one disk; the figures of a migration are those of all its disks. */
  readonly disk?: { readonly name: string; readonly sent: number; readonly bytes: number };
  /** What is said of it once the migration is over. */
  readonly downtimeSeconds?: number | null;
  readonly totalSeconds?: number | null;
  readonly remark?: string;
}

/** A migration as its lines come. */
interface Course {
  readonly line: number;
  startSeconds: number | undefined;
  readonly samples: Stated[];
  readonly remarks: Remark[];
  readonly disks: Map<string, { readonly sent: number; readonly bytes: number }>;
  outcome: MigrationOutcome;
  willEnd: MigrationOutcome;
  downtimeSeconds: number | null;
  totalSeconds: number | null;
}

export interface ProgressFormat {
  readonly name: string;
  /** What a line says; undefined for a line of something else. */
  readonly meaning: (line: string) => Progress | undefined;
  /** The guest of a line, where a log has several at once; absent: there is one at a time. */
  readonly subject?: (line: string) => string;
  /** Where what a line says begins, if there may be more in it; absent: after a carriage return. */
  readonly parts?: RegExp;
  /** Said of a migration without a time; absent where figures have their own. */
  readonly noTimes?: string;
  /** How its disks go; absent: together with the memory. */
  readonly disksGo?: string;
}

/** The migrations of a log. Takes a time proportional to the text. */
export function progressOf(text: string, fileName: string, format: ProgressFormat): Parsed {
  const courses: Course[] = [];
  const open = new Map<string, Course>();
  text.split('\n').forEach((whole, index) => {
    const said = whole.split(format.parts ?? '\r').flatMap((part) => {
      const progress = format.meaning(part);
      return progress === undefined ? [] : [{ part, progress }];
    });
    // One stamp for several things said is the time of none.
    const seconds = said.length > 1 ? undefined : stampSeconds(whole);
    for (const { part, progress } of said) {
      const subject = format.subject?.(part) ?? '';
      const line = index + 1;
      let course = open.get(subject);
      if (course === undefined || progress.begins === true || isOver(course, progress)) {
        course = begun(line, seconds);
        courses.push(course);
        open.set(subject, course);
      }
      follow(course, progress, { line, seconds });
    }
  });
  return {
    migrations: courses.map((course) => measured(course, fileName, format)),
    remarks: courses
      .flatMap((course) => remarksOf(course, format))
      .sort((one, other) => one.line - other.line),
  };
}

/** Whether the line is of another migration than the one that has ended. */
const isOver = ({ outcome }: Course, { ends, figures }: Progress): boolean =>
  outcome !== 'unknown' && ends === undefined && isCourse(figures);

/** Whether figures say how far a migration is; of a setting, the time does not matter. */
const isCourse = (figures: Figures | undefined): boolean =>
  figures?.sentBytes != null || figures?.memorySentPercent != null;

const begun = (line: number, startSeconds: number | undefined): Course => ({
  line,
  startSeconds,
  samples: [],
  remarks: [],
  disks: new Map(),
  outcome: 'unknown',
  willEnd: 'unknown',
  downtimeSeconds: null,
  totalSeconds: null,
});

interface Place {
  readonly line: number;
  readonly seconds: number | undefined;
}

function follow(course: Course, progress: Progress, { line, seconds }: Place): void {
  const { ends, remark } = progress;
  const figures = { ...progress.figures, ...disksOf(course, progress) };
  if (progress.starts === true) course.startSeconds = seconds;
  const since = secondsBetween(course.startSeconds, seconds);
  const sample = known({ elapsedSeconds: isCourse(figures) ? since : null, ...figures });
  if (sample !== undefined) course.samples.push(sample);
  course.downtimeSeconds ??= progress.downtimeSeconds ?? null;
  course.totalSeconds ??= progress.totalSeconds ?? (ends === 'completed' ? since : null);
  if (ends !== undefined && course.outcome !== 'failed') course.outcome = ends;
  course.willEnd = progress.willEnd ?? course.willEnd;
  const isNew = course.remarks.every(({ message }) => message !== remark);
  if (remark !== undefined && isNew) course.remarks.push({ line, message: remark });
}

function disksOf({ disks }: Course, { disk }: Progress): Figures {
  if (disk === undefined) return {};
  disks.set(disk.name, disk);
  const all = [...disks.values()];
  return {
    diskSentBytes: all.reduce((sum, { sent }) => sum + sent, 0),
    diskBytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

const outcomeOf = ({ outcome, willEnd }: Course): MigrationOutcome =>
  outcome === 'unknown' ? willEnd : outcome;

function measured(read: Course, fileName: string, { name }: ProgressFormat): Measurement {
  const { downtimeSeconds, totalSeconds } = read;
  const outcome = outcomeOf(read);
  const course = statements(read.samples);
  const { stated } = course;
  const bytes = stated?.memoryBytes;
  return {
    ...unknownMigration(`${fileName}:${read.line}`, name),
    outcome,
    memoryPages: bytes === undefined ? null : Math.round(bytes / PAGE_BYTES) || null,
    bytesSent:
      outcome === 'completed' && stated?.remainingBytes === 0 ? (stated.sentBytes ?? null) : null,
    totalSeconds: outcome === 'completed' ? totalSeconds : null,
    downtimeSeconds: outcome === 'completed' ? downtimeSeconds : null,
    ...course,
  };
}

function remarksOf(course: Course, { noTimes, disksGo }: ProgressFormat): Remark[] {
  const { line, samples, remarks, startSeconds } = course;
  const more: Remark[] = [];
  if (outcomeOf(course) === 'unknown') {
    more.push({ line, message: 'the end of this migration is not in the file' });
    addAll(more, endlessRemarks(line, samples.at(-1) ?? {}));
  }
  const hasTime = samples.some(({ elapsedSeconds }) => elapsedSeconds !== undefined);
  if (noTimes !== undefined && !hasTime && startSeconds === undefined)
    more.push({ line, message: noTimes });
  const disk = samples.findLast(({ diskBytes }) => diskBytes !== undefined) ?? {};
  return [...remarks, ...more, ...diskRemarks(line, disk, disksGo)];
}
