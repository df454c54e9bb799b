/** Logs of xenguest: guests mixed in one file, marks of the suspend, and the rule they show. */
import { describe, expect, it } from 'vitest';
import { importText } from '../../../../sim/study/import/import.ts';

let second = 0;
const line = (process: string, text: string): string => {
  second += 1;
  const [minutes, seconds] = [Math.floor(second / 60), second % 60];
  const stamp = [minutes, seconds].map((value) => String(value).padStart(2, '0')).join(':');
  return `Jan  2 22:${stamp} host-a ${process}: ${text}`;
};

interface Guest {
  readonly domain: number;
  readonly pid: number;
}

const xenguest = ({ domain, pid }: Guest, text: string) =>
  line(`xenguest-${domain}-emp[${pid}]`, text);
const manager = ({ domain, pid }: Guest, text: string) =>
  line(`emu-manager-${domain}[${pid - 1}]`, text);
const policy = (guest: Guest, dirty: number, sent: number, iteration: number) =>
  xenguest(guest, `Checking live policy.  ${dirty} / ${sent} for ${iteration}`);
const progress = (guest: Guest, sent: number, iteration: number) => {
  const data = `{"sent": ${sent},"remaining": -1,"iteration": ${iteration}}`;
  const event = `{ "event" : "MIGRATION", "data": ${data}}`;
  return xenguest(guest, `libempserver:debug: replying to (0): ${event}`);
};
const exit = ({ pid }: Guest, code: number) =>
  line('forkexecd', `${pid - 1} (/usr/lib64/xen/bin/emu-manager -fd 9) exited with code ${code}`);

const A = { domain: 4, pid: 301 };
const B = { domain: 5, pid: 401 };

/** A ends by a report within round 1, B by few pages; their lines are mixed. */
function mixed(): string {
  second = 0;
  return [
    policy(A, 262_144, 0, 0),
    manager(A, 'Event for `xenguest`: rem -1, sent 0, iter 0, not waiting. Progress = 0'),
    policy(B, 131_072, 0, 0),
    progress(A, 100_000, 0),
    manager(B, 'Event for `xenguest`: rem -1, sent 0, iter 0, not waiting. Progress = 0'),
    policy(A, 90_000, 262_144, 1),
    progress(A, 300_000, 1),
    manager(A, '`xenguest` live stage is done!'),
    policy(B, 20, 131_072, 1),
    manager(B, '`xenguest` live stage is done!'),
    xenguest(A, 'passing down stop message'),
    xenguest(A, 'waiting for suspend'),
    xenguest(A, 'suspend was received'),
    exit(A, 0),
    exit(B, 2),
  ].join('\n');
}

const remarksOf = (text: string) =>
  importText(text, 'daemon.log').remarks.map(({ message }) => message);

describe('a log with two guests', () => {
  it('gives each its rounds, its suspend and its end', () => {
    const { migrations } = importText(mixed(), 'daemon.log');
    expect(migrations).toMatchObject([
      {
        ...{ domain: 4, outcome: 'completed', memoryPages: 262_144, precopySeconds: 12 },
        rounds: [{ round: 0, sent: 262_144, dirtied: 90_000 }, { round: 1 }],
      },
      { domain: 5, outcome: 'failed', memoryPages: 131_072, precopySeconds: null },
    ]);
  });

  it('says which rule it shows, where the rules differ', () => {
    const rules = remarksOf(mixed()).filter((message) => message.startsWith('the rule'));
    expect(rules).toEqual([
      'the rule it shows: a report without a count of dirty pages ended the live stage: ' +
        '`xcp-ng` 8.3 or 1.2.1, or `xenserver` 8.1',
    ]);
  });
});

describe('the rule', () => {
  const rule = (...lines: readonly string[]) =>
    remarksOf(lines.join('\n')).find((message) => message.startsWith('the rule'));

  it('is told by rounds that go on, with or without the manager', () => {
    const rounds = (most: number) =>
      Array.from({ length: most + 1 }, (_, at) => policy(A, 30, 1000 + at, at));
    expect(rule(...rounds(12))).toMatch(/went on after iteration 4.*`xcp-ng` 8\.3$/u);
    expect(rule(...rounds(7))).toMatch(/went on after iteration 4.*improve-2024-08$/u);
    expect(rule(...rounds(4))).toBeUndefined();
  });

  it('is told by an early end with many pages dirty', () => {
    const lines = [policy(A, 9999, 0, 0), policy(A, 700, 9999, 1)];
    expect(rule(...lines, xenguest(A, 'passing down stop message'))).toMatch(
      /ended in iteration 1/,
    );
    expect(rule(...lines)).toBeUndefined();
  });
});
