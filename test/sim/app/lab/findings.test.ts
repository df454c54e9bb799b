/**
 * What a student, a teacher and a researcher once met in the lab and in reports, and the test that
 * fails if it comes back. Each was seen to fail with the product broken for it.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const LESSONS = 'test/sim/app/lab/lessons/lessons.test.ts';
const TAKING = 'test/support/lesson-taking.ts';
const PLAY = 'test/sim/app/lab/play.test.ts';
const LAB = 'test/sim/app/lab/lab.test.ts';
const DOCS = 'test/sim/app/lab/docs.test.ts';
const WRITES = 'test/sim/app/lab/playback/writes.test.ts';
const REPORT = 'test/sim/app/cli/report.test.ts';

/** What was found, the file that holds it, and words of the test or of what it looks for. */
const FINDINGS: readonly (readonly [found: string, path: string, words: string])[] = [
  ['a lesson says that the link is the limit', TAKING, 'neither link nor CPU is ever full'],
  ['a lesson names a cause that is none', 'test/sim/app/lab/lessons/causes.test.ts', 'in words of'],
  ['no lesson says what downtime is made of', TAKING, 'devices are set up at the destination'],
  ['one cannot predict a downtime', 'test/sim/app/lab/lessons/formula.test.ts', 'within 20 %'],
  ['no page turns dirty on the map', WRITES, 'in the middle of round 1 half'],
  ['the legend and the lane count differently', WRITES, 'the lane have the same number'],
  ['two units for one rate, and no r / B', PLAY, 'which rates decide'],
  ['lesson 1 leaves a factor of 2.5 unexplained', TAKING, 'The storage takes 480 Mbit/s, twice'],
  ['lesson 3 shows no round to begin with', TAKING, 'seesTwoRounds'],
  ['lesson 3 draws no line, and a last point that lies', LESSONS, 'the last, guest stopped'],
  ['after the lessons there is nothing', LESSONS, 'takesTheTest'],
  ['predictions are lost, and not judged', LESSONS, '.record summary'],
  ['words of the trade come before their meaning', TAKING, 'explainsItsWords'],
  ['stripes of the map look like a bug', PLAY, 'visits every 1,024th page'],
  ['lesson and figure name two best models', 'test/golden/paper.test.ts', 'As lesson 9 of the lab'],
  ['the end is seen before it is played', PLAY, 'hides what is to come'],
  ['a step says not to which event', PLAY, 'says to which event one has stepped'],
  ['titles contradict the settings', PLAY, 'has titles that follow the settings'],
  ['two runs are compared without a difference', PLAY, 'compares two in numbers and curves'],
  ['a heavy run cannot be ended', PLAY, 'and gives it up'],
  ['on a phone the picture is far down', PLAY, 'has the picture first on a phone'],
  ['on a phone tables are cut at the right', PLAY, 'widerThanPage'],
  ['six presses make six changes', LAB, 'presses a slider again and again'],
  ['the answer is not read out', TAKING, "getAttribute('role')).toBe('status')"],
  ['forced colours take legends and bars away', PLAY, 'which forced colours would take away'],
  ['a link of a file opens nowhere else, unsaid', PLAY, 'It opens where this lab lies'],
  ['numbers of a question cannot be dragged', LESSONS, 'seesTheQuestionFollow'],
  ['the ring is moved by the mouse alone', LESSONS, 'movesTheRingByKeys'],
  ['paragraphs of the documentation lie over its list', DOCS, 'PARAGRAPHS_ELSEWHERE'],
  ['a failing figure loses claims and report', REPORT, 'also if its figures cannot be'],
  ['colours mean other things in reports', 'test/sim/output/html/palette.test.ts', 'map of pages'],
  ["a paper's figure lacks its values", REPORT, 'published'],
  [
    'curves that coincide are shown thrice',
    'test/sim/output/document/sweep-curves.test.ts',
    'apart',
  ],
];

test.each(FINDINGS)('%s: held', (_, path, words) => {
  expect(readFileSync(path, 'utf8')).toContain(words);
});
