/** The last sentence of a run: each cause it may name is the one that the scenario makes. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { heldBackByCosts, verdictOf } from '../../../../sim/output/document/verdict.ts';
import { run } from '../../../../sim/run/run.ts';
import { loadScenario } from '../../../../sim/scenario/load.ts';

const IDLE = { kind: 'idle' };

function told(extra: object, { workload = IDLE as object, dom0 = {}, policy = {} } = {}) {
  const tree = {
    ...{ title: 'verdict', machine: 'opteron-xen-3.2.1', scheduler: 'fluid' },
    hosts: { a: { dom0 }, b: {} },
    guests: { vm: { host: 'a', memory: '64 MiB', workload } },
    migrations: [{ guest: 'vm', to: 'b', policy }],
    ...extra,
  };
  const { scenario } = loadScenario(JSON.stringify(tree), 'v.yaml', { profiles: PROFILES });
  const result = run(scenario);
  return { sentence: verdictOf(result, scenario), slow: heldBackByCosts(result, scenario) };
}

describe('the sentence', () => {
  it.each([
    ['the link', told({ parameters: { linkRate: '100 Mbit/s' } }), /^The link bounded the rate/u],
    [
      'a cap',
      told({}, { dom0: { cap: '20 %' } }),
      /^The cap of Dom0 at the source bounded the rate \(9\d % used/u,
    ],
    [
      "a policy's limit",
      told({}, { policy: { name: 'fixed-rate', rate: '50 Mbit/s' } }),
      /^The policy's limit bounded the rate/u,
    ],
    ['nothing alone', told({}), /^Neither link nor Dom0 was full .* the steps of a batch follow/u],
  ])('names %s', (_, { sentence }, expected) => {
    expect(sentence).toMatch(expected);
    expect(sentence).toMatch(
      /it stopped because fewer pages were left than the policy asks for\.$/u,
    );
  });

  it('says whether rounds shrank', () => {
    const write = { kind: 'write', workingSet: '32 MiB', pacing: 'timer' };
    const few = told({}, { workload: { ...write, rate: '2000 pages/s' } }).sentence;
    const many = told({}, { workload: { ...write, rate: '60000 pages/s' } }).sentence;
    expect(few).toMatch(/rounds shrank to \d+ % each/u);
    expect(many).toMatch(/rounds did not shrink/u);
  });
});

describe('costs that the file does not give', () => {
  const fast = { linkRate: '10 Gbit/s' };
  it('are named where they hold the link below a third', () => {
    const large = { vm: { host: 'a', memory: '512 MiB', workload: IDLE } };
    expect(told({ parameters: fast, guests: large }).slow).toMatch(
      /carries \S+ Mbit\/s of 9.4\d* Gbit\/s.*opteron/u,
    );
  });

  it('are not where the file gives them, or a cap or the link is what bounds', () => {
    expect(told({ parameters: { ...fast, sourceCpuPerPage: '30 us' } }).slow).toBeUndefined();
    expect(told({}, { dom0: { cap: '20 %' } }).slow).toBeUndefined();
    expect(told({}).slow).toBeUndefined();
  });
});
