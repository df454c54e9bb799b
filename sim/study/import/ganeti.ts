/** Progress lines of Ganeti's `gnt-instance migrate`. Source: lib/cmdlib/instance_migration.py. */
import { countOf } from './line-numbers.ts';
import type { Format } from './measurement.ts';
import { type Progress, progressOf } from './progress.ts';

const PROGRESS = /\* memory transfer progress: (\d{1,6}(?:\.\d{1,4})?) %/;

export const GANETI: Format = {
  name: 'ganeti',
  title: 'output of `gnt-instance migrate`',
  source: 'the output of `gnt-instance migrate GUEST`, or `gnt-job watch JOB` of its job',
  meaning: [
    'memorySentPercent are bytes sent of the memory: above 100 % pages were sent again',
    'totalSeconds go from the start of the memory transfer to its end, without preparation',
    'Ganeti prints neither memory, rate nor downtime: `gnt-instance info` has the memory',
  ],
  isLineWhole: true,
  isToSecond: true,
  recognise: (text) => countOf(text, /\* (?:starting )?memory transfer/g),
  parse: (text, fileName) => progressOf(text, fileName, { name: 'ganeti', meaning }),
};

function meaning(line: string): Progress | undefined {
  const percent = PROGRESS.exec(line)?.[1];
  if (percent !== undefined) {
    const again = Number(percent) > 100;
    const remark = `${percent} % of the memory is sent: pages are sent again and again`;
    const figures = { memorySentPercent: Number(percent) };
    return again ? { figures, remark } : { figures };
  }
  if (/\* starting memory transfer/.test(line)) return { begins: true };
  if (/\* memory transfer complete/.test(line)) return { ends: 'completed' };
  return /Migration failed, aborting|Memory transfer failed|Could not migrate instance/i.test(line)
    ? { ends: 'failed' }
    : undefined;
}
