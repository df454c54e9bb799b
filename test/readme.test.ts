/** The README is short, and what it shows is what comes out. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../models/machine/registry.ts';
import { runDocument } from '../sim/output/document/run.ts';
import { renderText } from '../sim/output/text/render.ts';
import { run } from '../sim/run/run.ts';
import { loadScenario } from '../sim/scenario/load.ts';

const README = readFileSync('README.md', 'utf8');
const MOST_BYTES = 7168;
const FIRST = 'scenarios/teach/first-migration.yaml';

/** Blocks of code in their order, without their fences. */
const blocks = [...README.matchAll(/^```\w*\n(.*?)^```$/gmsu)].map(([, text = '']) => text);

describe('the README', () => {
  it(`has at most ${MOST_BYTES} bytes`, () => {
    expect(Buffer.byteLength(README)).toBeLessThanOrEqual(MOST_BYTES);
  });

  it('shows the first migration, and lines of its output in their order', () => {
    const text = readFileSync(FIRST, 'utf8');
    const [scenario, output = ''] = blocks;
    expect(text).toBe(`${text.slice(0, text.indexOf('\n') + 1)}${scenario}`);
    const { scenario: first } = loadScenario(text, FIRST, { profiles: PROFILES });
    const report = renderText(runDocument(run(first), { scenario: first }));
    let from = 0;
    for (const part of output.split(/^\.\.\.\n/gmu)) {
      const found = report.indexOf(part, from);
      expect(found, part).toBeGreaterThanOrEqual(0);
      from = found + part.length;
    }
  });

  it('cites the paper that CITATION.cff refers to', () => {
    const citation = readFileSync('CITATION.cff', 'utf8');
    const [, title = ''] = /references:.*?title: "?([^"\n]+)/su.exec(citation) ?? [];
    expect(title).not.toBe('');
    expect(README.replaceAll('\n', ' ')).toContain(title);
  });
});
