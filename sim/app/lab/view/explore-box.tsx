/** The formula so far, for a guest whose numbers can be dragged, beside the simulation. */
import { useEffect } from 'preact/hooks';
import { STOP_REASONS } from '../../../output/document/migration.ts';
import type { MigrationResult } from '../../../run/result/result.ts';
import { type ByHand, byHand, COURSES } from '../lessons/formula.ts';
import { RULES, TERMS, type Term } from '../lessons/rules.ts';
import { inSeconds } from '../lessons/scales.ts';
import { Word } from '../lessons/word.tsx';
import { count } from '../playback/numbers.ts';
import type { Explore } from '../state/explore.ts';
import { ExploreSentence } from './explore-sentence.tsx';

interface Props {
  readonly explore: Explore;
  /** The lesson: what it and those before it teach is known. */
  readonly lesson: number;
}

export function ExploreBox({ explore, lesson }: Props) {
  useEffect(() => {
    explore.turn(explore.setting.value);
    return () => explore.end();
  }, [explore]);
  const setting = explore.setting.value;
  return (
    <section class="explore" aria-label="Try other numbers">
      <h3>Try other numbers</h3>
      <p class="quiet">Drag a number, or focus it and press an arrow key. All below follows.</p>
      <ExploreSentence
        setting={setting}
        hasHosts={lesson >= 7}
        onChange={(value) => explore.turn(value)}
      />
      <Formula by={byHand(setting)} result={explore.result.value} lesson={lesson} />
      <Rules lesson={lesson} />
    </section>
  );
}

interface FormulaProps {
  readonly by: ByHand;
  /** Undefined while it is not there yet. */
  readonly result: MigrationResult | undefined;
  readonly lesson: number;
}

/** Total time and downtime as sums, and the simulated ones as bars of the same colours. */
export function Formula({ by, result, lesson }: FormulaProps) {
  const term = (name: Term, value: number, how: string) => (
    <TermView name={name} seconds={value} how={how} lesson={lesson} />
  );
  const product = (pages: number, micros: number): string =>
    `${count(pages)} × ${micros.toFixed(0)} µs`;
  const knowsDowntime = lesson >= TERMS.toolstack.lesson;
  return (
    <div class="formula">
      {lesson >= 3 ? (
        <p>
          Ratio {by.ratio.toFixed(2)}: <b>{COURSES[by.course]}</b>
          {result === undefined ? '' : `; the run ends: ${STOP_REASONS[result.stopReason]}`}.
        </p>
      ) : null}
      <p>
        Total time = {term('setup', by.setupSeconds, '')} +{' '}
        {term('copy', by.firstSeconds, product(by.memoryPages, by.firstMicros))} +{' '}
        {term('again', by.againSeconds, product(by.againPages, by.laterMicros))} + downtime
        {knowsDowntime ? <> = {inSeconds(by.totalSeconds)}</> : null}
      </p>
      <Bar result={result} isDowntime={false} lesson={lesson} />
      <p>
        Downtime = {term('toolstack', by.toolstackSeconds, '')} +{' '}
        {term('left', by.leftSeconds, product(by.leftPages, by.laterMicros))}
        {knowsDowntime ? <> = {inSeconds(by.downtimeSeconds)}</> : null}
      </p>
      <Bar result={result} isDowntime lesson={lesson} />
    </div>
  );
}

interface TermProps {
  readonly name: Term;
  readonly seconds: number;
  /** The product behind it. */
  readonly how: string;
  readonly lesson: number;
}

/** A term lights up in the lesson that teaches it, and is a question before. */
function TermView({ name, seconds: value, how, lesson }: TermProps) {
  const { words, lesson: taught } = TERMS[name];
  const look = taught > lesson ? 'unknown' : taught === lesson ? 'new' : '';
  return (
    <span class={`term ${name} ${look}`}>
      {name === 'toolstack' ? <Word of={words} /> : words}{' '}
      {taught > lesson ? (
        <b>?</b>
      ) : (
        <>
          {how === '' ? '' : `${how} = `}
          <b>{inSeconds(value)}</b>
        </>
      )}
    </span>
  );
}

/** The terms of a simulated migration, s; those of its downtime, or all. */
export function termsOf(result: MigrationResult): Readonly<Record<Term, number>> {
  const of = (name: string): number =>
    result.parts.find((part) => part.name === name)?.seconds ?? 0;
  const copy = result.rounds[0]?.seconds ?? 0;
  const left = of('stop-and-copy');
  const again = Math.max(0, of('pre-copy') - copy);
  const toolstack = result.downtimeSeconds - left;
  const setup = result.totalSeconds - result.downtimeSeconds - of('pre-copy');
  return { setup, copy, again, toolstack, left };
}

const IN_DOWNTIME: readonly Term[] = ['toolstack', 'left'];
const IN_TOTAL: readonly Term[] = ['setup', 'copy', 'again', ...IN_DOWNTIME];

interface BarProps {
  readonly result: MigrationResult | undefined;
  readonly isDowntime: boolean;
  readonly lesson: number;
}

function Bar({ result, isDowntime, lesson }: BarProps) {
  if (result === undefined) return <p class="quiet simulated">simulating …</p>;
  const terms = termsOf(result);
  const whole = isDowntime ? result.downtimeSeconds : result.totalSeconds;
  return (
    <div class="simulated">
      <div class="bar" aria-hidden="true">
        {(isDowntime ? IN_DOWNTIME : IN_TOTAL).map((name) => (
          <span
            key={name}
            class={`part ${name} ${TERMS[name].lesson === lesson ? 'taught' : ''}`}
            style={{ flexGrow: terms[name] / whole }}
          />
        ))}
      </div>
      <p class="quiet">
        simulated: <b>{inSeconds(whole)}</b>, of which{' '}
        {(isDowntime ? IN_DOWNTIME : IN_TOTAL)
          .map((name) => `${TERMS[name].words} ${inSeconds(terms[name])}`)
          .join(', ')}
      </p>
    </div>
  );
}

/** What the lessons up to this one teach; nothing new after the eighth. */
export function Rules({ lesson }: { readonly lesson: number }) {
  if (lesson > RULES.length) return null;
  return (
    <details class="rules" open>
      <summary>What you know so far</summary>
      <ol>
        {RULES.slice(0, lesson).map((rule, index) => (
          <li key={rule} class={index + 1 === lesson ? 'new' : undefined}>
            {rule}
          </li>
        ))}
      </ol>
    </details>
  );
}
