/** What a run that takes long says of itself. */
import { expect, test } from 'vitest';
import { showWhere } from '../../../../sim/app/cli/slices.ts';
import type { MoveNow } from '../../../../sim/run/result/steps.ts';

const move = (guest: string, round = 2): MoveNow => {
  return { guest, round, due: 400, done: round * 100, leastSecondsLeft: 600 };
};

test('it tells where it is, how far each migration is, and how long it takes at this pace', () => {
  const where = { seconds: 3600, migrations: 6, ended: 1, moves: [move('a')] };
  expect(showWhere(where, 60)).toBe(
    '60 min of simulated time, 1 of 6 migrations ended; ' +
      'a in round 2, 50.0 % of 400 pages, the rest takes at least 10 min, 10 s at this pace',
  );
  expect(showWhere(where)).toBe(
    '60 min of simulated time, 1 of 6 migrations ended; a in round 2, 50.0 % of 400 pages',
  );
});

test('of many under way it shows three; none under way is said', () => {
  const moves = [move('a', 0), ...['b', 'c', 'd', 'e'].map((guest) => move(guest, 1))];
  expect(showWhere({ seconds: 5, migrations: 5, ended: 0, moves })).toBe(
    '5 s of simulated time, 0 of 5 migrations ended; a before its first round; ' +
      'b in round 1, 25.0 % of 400 pages; c in round 1, 25.0 % of 400 pages; 2 more under way',
  );
  const none = { seconds: 5, migrations: 5, ended: 0, moves: [] };
  expect(showWhere(none)).toMatch(/; none under way$/);
});
