/** What no system's rules may say, whatever else they do. */
import { describe, expect, it } from 'vitest';
import { RELEASES } from '../../../models/policy/fields.ts';
import { recoveryOf } from '../../../models/recovery/index.ts';
import { BLOWS, CONDITIONS, PHASES, ruleOf } from '../../../sim/engine/mechanism/failure.ts';

const XEN = ['xend', 'xl', 'xapi'] as const;
const SYSTEMS = [
  ...XEN.map((toolstack) => recoveryOf({ toolstack, mechanism: 'pre-copy', isQemu: false })),
  recoveryOf({ toolstack: 'xend', mechanism: 'suspend-copy-resume', isQemu: false }),
  ...RELEASES.map((release) => {
    return recoveryOf({ toolstack: 'xl', mechanism: 'pre-copy', isQemu: true, release });
  }),
];

describe.each(SYSTEMS.map((rules) => [rules.system, rules] as const))('%s', (system, rules) => {
  it('never has a guest run at its source that runs at the destination', () => {
    for (const blow of BLOWS) {
      for (const phase of ['post-copy', 'clean-up'] as const) {
        expect(ruleOf(rules, blow, phase)?.end).not.toBe('source');
      }
    }
  });

  it('says where it has each rule from', () => {
    for (const blow of BLOWS) {
      for (const phase of PHASES) {
        const rule = rules.rules[blow][phase];
        if (rule !== undefined) expect(rule.source).not.toBe('');
      }
    }
  });

  it('meets what it waits for in a part that it has, and has a rule for it there', () => {
    for (const condition of CONDITIONS) {
      const place = rules.meets[condition];
      if (place === undefined) continue;
      const phase = rules.phases[place.part];
      expect(phase, `${system}, ${condition}`).toBeDefined();
      if (phase !== undefined) expect(ruleOf(rules, condition, phase)).toBeDefined();
    }
  });
});

it('xend resumes nothing that it has destroyed', () => {
  const xend = recoveryOf({ toolstack: 'xend', mechanism: 'pre-copy', isQemu: false });
  for (const blow of BLOWS) {
    for (const phase of ['hand-over', 'start'] as const) {
      expect(['source', 'suspended']).not.toContain(ruleOf(xend, blow, phase)?.end);
    }
  }
});
