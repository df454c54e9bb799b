/**
 * `virsh domjobinfo`, while a guest moves or with `--completed`, once or again and again. Source:
 * tools/virsh-domain.c of libvirt.
 */
import { addAll } from '../../engine/kernel/lists.ts';
import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import { countOf } from './line-numbers.ts';
import {
  diskRemarks,
  endlessRemarks,
  type Format,
  hiddenRemarks,
  type Measurement,
  type Parsed,
  type Remark,
  unknownMigration,
} from './measurement.ts';
import { bytesOf, SIZE } from './sizes.ts';
import { known, type Stated, type StatedName, statements } from './stated.ts';

export const DOMJOBINFO: Format = {
  name: 'domjobinfo',
  title: '`virsh domjobinfo`, once or again and again, also with --completed',
  source:
    '`virsh domjobinfo GUEST` while it moves, `virsh domjobinfo GUEST --completed` on the source ' +
    'or destination afterwards',
  meaning: [
    'memoryPages are those of all the RAM blocks that QEMU moves, also of devices',
    'sizes are as virsh rounds them, to 0.001 of their unit',
    'an iteration is a synchronisation of the dirty bitmap',
  ],
  recognise: (text) =>
    countOf(text, /^[ \t#]{0,20}(?:Job type|Data processed|Memory processed|Time elapsed):/gm),
  parse,
};

const SIZES: Readonly<Record<string, StatedName>> = {
  'Memory processed': 'sentBytes',
  'Memory remaining': 'remainingBytes',
  'Memory total': 'memoryBytes',
  'Memory bandwidth': 'bytesPerSecond',
  'File processed': 'diskSentBytes',
  'File remaining': 'diskRemainingBytes',
  'File total': 'diskBytes',
  'Page size': 'pageBytes',
  'Compression cache': 'xbzrleCacheBytes',
  'Compressed data': 'xbzrleBytes',
};
const COUNTS: Readonly<Record<string, StatedName>> = {
  'Dirty rate': 'dirtyPagesPerSecond',
  Iteration: 'syncs',
  'Postcopy requests': 'postcopyRequests',
  'Constant pages': 'sentZeroPages',
  'Normal pages': 'sentPages',
  'Compressed pages': 'xbzrlePages',
  'Compression cache misses': 'xbzrleCacheMisses',
  'Compression overflows': 'xbzrleOverflows',
  'Auto converge throttle': 'throttlePercent',
};
const MILLISECONDS: Readonly<Record<string, StatedName | 'downtime'>> = {
  'Time elapsed': 'elapsedSeconds',
  'Total downtime': 'downtime',
  'Expected downtime': 'expectedDowntimeSeconds',
  'Setup time': 'setupSeconds',
};

/** What one answer says. */
interface Answer {
  readonly line: number;
  type: string;
  /** Of what; absent before libvirt 3. */
  operation: string;
  error: string;
  downtimeSeconds: number | null;
  readonly figures: Partial<Record<StatedName, number | null>>;
}

function parse(text: string, fileName: string): Parsed {
  const groups: Answer[][] = [];
  for (const answer of answers(text)) {
    const last = groups.at(-1)?.at(-1);
    const isOther =
      last === undefined ||
      isEnd(last) ||
      (answer.figures.elapsedSeconds ?? Infinity) < (last.figures.elapsedSeconds ?? 0);
    if (isOther) groups.push([answer]);
    else groups.at(-1)?.push(answer);
  }
  const found = groups.map((group) => measured(group, fileName));
  return {
    migrations: found.map(({ migration }) => migration),
    remarks: found.flatMap(({ remarks }) => remarks),
  };
}

const isEnd = ({ type }: Answer): boolean => /^(?:Completed|Failed|Cancelled)/.test(type);

const LINE = /^[ \t#]{0,20}([A-Z][A-Za-z/ ]{2,40}):\s{1,40}(\S.{0,200}?)\s{0,40}$/;
const NUMBER = new RegExp(`^${SIZE}`);

function answers(text: string): Answer[] {
  const found: Answer[] = [];
  text.split('\n').forEach((whole, index) => {
    const [, name, value = ''] = LINE.exec(whole.replace(/\r$/, '')) ?? [];
    if (name === undefined) return;
    let answer = found.at(-1);
    if (name === 'Job type' || (answer === undefined && isFigure(name))) {
      answer = begun(index + 1);
      found.push(answer);
    }
    if (answer === undefined) return;
    if (name === 'Job type') answer.type = value;
    else if (name === 'Operation') answer.operation = value;
    else if (name === 'Error message') answer.error = value;
    else put(answer, name, value);
  });
  return found.filter(
    ({ type, operation, figures }) =>
      type !== 'None' && !OTHER_JOB.test(operation) && known(figures) !== undefined,
  );
}

/** Jobs that move no guest. */
const OTHER_JOB = /^(?:Backup|Save|Dump|Restore|Start|Snapshot)/;

const begun = (line: number): Answer => {
  return { line, type: '', operation: '', error: '', downtimeSeconds: null, figures: {} };
};

const isFigure = (name: string): boolean =>
  [SIZES, COUNTS, MILLISECONDS].some((names) => Object.hasOwn(names, name));

function put(answer: Answer, name: string, value: string): void {
  const [, number, unit] = NUMBER.exec(value) ?? [];
  if (number === undefined || !isFigure(name)) return;
  const [size, count, time] = [SIZES[name], COUNTS[name], MILLISECONDS[name]];
  if (size !== undefined) answer.figures[size] = bytesOf(number, unit);
  else if (count !== undefined) answer.figures[count] = Number(number);
  else if (time === 'downtime') answer.downtimeSeconds = Number(number) / 1000;
  else if (time !== undefined) answer.figures[time] = Number(number) / 1000;
}

function measured(
  group: readonly Answer[],
  fileName: string,
): { migration: Measurement; remarks: Remark[] } {
  const [first, last] = [group[0] as Answer, group.at(-1) as Answer];
  const samples = group.flatMap(({ figures }) => known(figures) ?? []);
  const course = statements(samples);
  const { stated = {} } = course;
  const outcome = !isEnd(last) ? 'unknown' : last.type.startsWith('Comp') ? 'completed' : 'failed';
  const isComplete = outcome === 'completed';
  const migration: Measurement = {
    ...unknownMigration(`${fileName}:${first.line}`, DOMJOBINFO.name),
    outcome,
    memoryPages:
      stated.memoryBytes === undefined
        ? null
        : Math.round(stated.memoryBytes / (stated.pageBytes || PAGE_BYTES)),
    pagesSent: isComplete ? (stated.sentPages ?? null) : null,
    zeroPages: isComplete ? (stated.sentZeroPages ?? null) : null,
    bytesSent: isComplete ? (stated.sentBytes ?? null) : null,
    totalSeconds: isComplete ? (stated.elapsedSeconds ?? null) : null,
    downtimeSeconds: isComplete ? last.downtimeSeconds : null,
    ...course,
  };
  return { migration, remarks: checked(last, stated, isEnd(last)) };
}

function checked({ line, type, error }: Answer, stated: Stated, hasEnded: boolean): Remark[] {
  const remarks = hiddenRemarks(line, stated);
  if (error !== '') remarks.push({ line, message: `the migration failed: ${error}` });
  if (!hasEnded) {
    const is = type === '' ? '' : ` is ${JSON.stringify(type)}`;
    remarks.push({ line, message: `the job${is}: its end is not in the file` });
    addAll(remarks, endlessRemarks(line, stated));
  }
  return [...remarks, ...diskRemarks(line, stated)];
}
