/** Logs that print, line by line, how far a migration is: what such formats share. */
import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import {
  diskRemarks,
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
  readonly figures?: Figures;
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
  outcome: MigrationOutcome;
  downtimeSeconds: number | null;
  totalSeconds: number | null;
}

export interface ProgressFormat {
  readonly name: string;
  /** What a line says; undefined for a line of something else. */
  readonly meaning: (line: string) => Progress | undefined;
  /** The guest of a line, where a log has several at once; absent: there is one at a time. */
  readonly subject?: (line: string) => string;
  /** Said of a migration without a time; absent where figures have their own. */
  readonly noTimes?: string;
}

/** The migrations of a log. Takes a time proportional to the text. */
export function progressOf(text: string, fileName: string, format: ProgressFormat): Parsed {
  const courses: Course[] = [];
  const open = new Map<string, Course>();
  text.split('\n').forEach((whole, index) => {
    const seconds = stampSeconds(whole);
    for (const part of whole.split('\r')) {
      const progress = format.meaning(part);
      if (progress === undefined) continue;
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
  outcome !== 'unknown' && ends === undefined && figures?.sentBytes != null;

const begun = (line: number, startSeconds: number | undefined): Course => ({
  line,
  startSeconds,
  samples: [],
  remarks: [],
  outcome: 'unknown',
  downtimeSeconds: null,
  totalSeconds: null,
});

interface Place {
  readonly line: number;
  readonly seconds: number | undefined;
}

function follow(course: Course, progress: Progress, { line, seconds }: Place): void {
  const { figures, ends, remark } = progress;
  if (progress.starts === true) course.startSeconds = seconds;
  const since = secondsBetween(course.startSeconds, seconds);
  // Of a setting, the time does not matter.
  const elapsedSeconds = figures?.sentBytes == null ? null : since;
  const sample = known({ elapsedSeconds, ...figures });
  if (sample !== undefined) course.samples.push(sample);
  course.downtimeSeconds ??= progress.downtimeSeconds ?? null;
  course.totalSeconds ??= progress.totalSeconds ?? (ends === 'completed' ? since : null);
  if (ends !== undefined && course.outcome !== 'failed') course.outcome = ends;
  if (remark !== undefined) course.remarks.push({ line, message: remark });
}

function measured(read: Course, fileName: string, { name }: ProgressFormat): Measurement {
  const { outcome, downtimeSeconds, totalSeconds } = read;
  const course = statements(read.samples);
  const { stated } = course;
  const bytes = stated?.memoryBytes;
  return {
    ...unknownMigration(`${fileName}:${read.line}`, name),
    outcome,
    memoryPages: bytes === undefined ? null : Math.round(bytes / PAGE_BYTES),
    bytesSent:
      outcome === 'completed' && stated?.remainingBytes === 0 ? (stated.sentBytes ?? null) : null,
    totalSeconds: outcome === 'completed' ? totalSeconds : null,
    downtimeSeconds: outcome === 'completed' ? downtimeSeconds : null,
    ...course,
  };
}

function remarksOf(course: Course, { noTimes }: ProgressFormat): Remark[] {
  const { line, outcome, samples, remarks } = course;
  const more: Remark[] = [];
  if (outcome === 'unknown')
    more.push({ line, message: 'the end of this migration is not in the file' });
  const hasTime = samples.some(({ elapsedSeconds }) => elapsedSeconds !== undefined);
  if (noTimes !== undefined && !hasTime) more.push({ line, message: noTimes });
  const disk = samples.findLast(({ diskBytes }) => diskBytes !== undefined) ?? {};
  return [...remarks, ...more, ...diskRemarks(line, disk)];
}
