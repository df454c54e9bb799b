/** The last test: five settings of a seed, by hand, scored, with a code for the teacher. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { codeOf, QUESTIONS, readCode } from '../lessons/exam.ts';
import { byHand, type GuestSetting } from '../lessons/formula.ts';
import { RULES } from '../lessons/rules.ts';
import { inSeconds, size } from '../lessons/scales.ts';
import { count } from '../playback/numbers.ts';
import { Exam } from '../state/exam.ts';
import { Record } from './record.tsx';

/** The seed that the address names, as `#/lesson/13/42`. */
const seedOfAddress = (): number =>
  Number(/^#\/lesson\/\d+\/(\d{1,9})$/.exec(location.hash)?.[1] ?? 1);

export function ExamPage({ title }: { readonly title: string }) {
  const [seed, setSeed] = useState(seedOfAddress());
  const [times, setTimes] = useState(1);
  const exam = useMemo(() => new Exam(seed), [seed, times]);
  useEffect(() => () => exam.end(), [exam]);
  return (
    <>
      <article class="panel exam">
        <h2 tabIndex={-1}>{title}</h2>
        <p>
          {QUESTIONS} migrations. Work out total time and downtime by hand, with what the first
          eight lessons have taught. Within 20 % is right. Each seed has other settings; in a class,
          all take the same one.
        </p>
        <label class="seed">
          Seed{' '}
          <input
            type="number"
            min={1}
            max={999_999_999}
            value={seed}
            onChange={(event) => {
              setSeed(
                Math.min(
                  999_999_999,
                  Math.max(1, Math.round(event.currentTarget.valueAsNumber) || 1),
                ),
              );
            }}
          />
        </label>
        <Questions exam={exam} />
        <Result exam={exam} onAgain={() => setTimes(times + 1)} onOther={() => setSeed(seed + 1)} />
        <details class="rules">
          <summary>What the lessons have taught</summary>
          <ol>
            {RULES.map((rule) => (
              <li key={rule}>{rule}</li>
            ))}
          </ol>
        </details>
        <Check />
      </article>
      <Record />
    </>
  );
}

function inWords({ memoryMib, capPercent, ratePages, workingSetMib, linkGbit }: GuestSetting) {
  const cap = capPercent === undefined ? 'no cap' : `cap ${capPercent} %`;
  const writes = `${count(ratePages)} pages/s to ${size(workingSetMib)}`;
  return `${size(memoryMib)}; ${writes}; Dom0 ${cap}; link ${linkGbit} Gbit/s`;
}

function Questions({ exam }: { readonly exam: Exam }) {
  const isOver = exam.truths.value.length > 0;
  return (
    <ol class="questions">
      {exam.questions.map((setting, index) => (
        <li key={index}>
          <p>{inWords(setting)}</p>
          <div class="fields">
            {(['total', 'down'] as const).map((field, at) => (
              <label key={field}>
                {field === 'total' ? 'Total time, s' : 'Downtime, s'}
                <input
                  type="text"
                  inputMode="decimal"
                  readOnly={isOver}
                  value={exam.said.value[index]?.[field] ?? ''}
                  onInput={(event) => exam.write(index, { [field]: event.currentTarget.value })}
                />
                {isOver ? <Mark exam={exam} index={index} at={at} /> : null}
              </label>
            ))}
          </div>
          {isOver ? <Arithmetic setting={setting} /> : null}
        </li>
      ))}
    </ol>
  );
}

function Mark({ exam, index, at }: { exam: Exam; index: number; at: number }) {
  const isRight = exam.marks.value[index]?.[at] === true;
  const truth = exam.truths.value[index];
  const value = (at === 0 ? truth?.totalSeconds : truth?.downtimeSeconds) ?? 0;
  return (
    <span class={isRight ? 'right' : 'wrong'}>
      {isRight ? '✓' : '✗'} {value.toFixed(2)} s
    </span>
  );
}

/** The hand's way to both times. */
function Arithmetic({ setting }: { readonly setting: GuestSetting }) {
  const by = byHand(setting);
  const page = (micros: number): string => `${micros.toFixed(0)} µs`;
  return (
    <p class="quiet">
      By hand: ratio {by.ratio.toFixed(2)}; total {inSeconds(by.setupSeconds)} +{' '}
      {count(by.memoryPages)} × {page(by.firstMicros)} + {count(by.againPages)} ×{' '}
      {page(by.laterMicros)} + downtime = {inSeconds(by.totalSeconds)}; downtime{' '}
      {inSeconds(by.toolstackSeconds)} + {count(by.leftPages)} × {page(by.laterMicros)} ={' '}
      {inSeconds(by.downtimeSeconds)}.
    </p>
  );
}

interface ResultProps {
  readonly exam: Exam;
  readonly onAgain: () => void;
  readonly onOther: () => void;
}

function Result({ exam, onAgain, onOther }: ResultProps) {
  const [name, setName] = useState('');
  const place = useRef<HTMLParagraphElement>(null);
  const isOver = exam.truths.value.length > 0;
  useEffect(() => {
    if (isOver) place.current?.focus();
  }, [isOver]);
  return (
    <>
      {isOver ? null : (
        <button
          type="button"
          class="primary"
          disabled={!exam.isComplete.value || exam.isWorking.value}
          onClick={() => void exam.handIn()}
        >
          Hand it in
        </button>
      )}
      <p class={isOver ? 'verdict' : ''} role="status" tabIndex={-1} ref={place}>
        {isOver ? `${exam.score.value} of ${2 * QUESTIONS} times are within 20 %.` : ''}
      </p>
      {isOver ? (
        <>
          <label>
            Your name <input value={name} onInput={(event) => setName(event.currentTarget.value)} />
          </label>
          <p>
            Code for your teacher:{' '}
            <code>{codeOf({ seed: exam.seed, score: exam.score.value, name })}</code>
          </p>
          <div class="buttons">
            <button type="button" onClick={onAgain}>
              The same again
            </button>
            <button type="button" onClick={onOther}>
              Other settings
            </button>
          </div>
        </>
      ) : null}
    </>
  );
}

/** Where a teacher sees what a code says. */
function Check() {
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const report = readCode(code, name);
  const said =
    report === undefined
      ? 'This code does not belong to this name.'
      : `Seed ${report.seed}: ${report.score} of ${2 * QUESTIONS} times within 20 %.`;
  return (
    <details>
      <summary>For the teacher: check a code</summary>
      <div class="fields">
        <label>
          Code <input value={code} onInput={(event) => setCode(event.currentTarget.value)} />
        </label>
        <label>
          Name <input value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </label>
      </div>
      <p role="status">{code.trim() === '' ? '' : said}</p>
    </details>
  );
}
