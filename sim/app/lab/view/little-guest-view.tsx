/** The guest of 64 pages as one sees and steps it. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { LITTLE_PAGES, LittleGuest } from '../lessons/little-guest.ts';
import { wantsStillness } from '../state/player.ts';
import { DragNumber } from './drag-number.tsx';

const WRITES = [0, 1, 2, 3, 4, 6, 8, 12, 20];
const SETS = [2, 4, 8, 16, 32, 64];
/** Milliseconds for a page. */
const PACE = 140;

const WORDS = {
  never: 'not sent yet',
  sent: 'sent in this round',
  clean: 'sent earlier',
  dirty: 'written since it was sent',
} as const;

export function LittleGuestView() {
  const [writes, setWrites] = useState(3);
  const [set, setSet] = useState(3);
  const [start, setStart] = useState(0);
  const work = { writes: WRITES[writes] ?? 0, workingSet: SETS[set] ?? 1 };
  const guest = useMemo(() => new LittleGuest(work), [writes, set, start]);
  return (
    <figure class="little">
      <figcaption class="sentence">
        A guest of {LITTLE_PAGES} pages. While ten are copied it writes{' '}
        <DragNumber
          label="Pages written while ten are copied"
          values={WRITES.map(String)}
          index={writes}
          onChange={setWrites}
        />
        , always among the same{' '}
        <DragNumber
          label="Pages that it writes to"
          values={SETS.map(String)}
          index={set}
          onChange={setSet}
        />
        . It is a model to look at, no simulation of Xen: its pages go one by one.
      </figcaption>
      <Copying guest={guest} onAgain={() => setStart(start + 1)} />
    </figure>
  );
}

function Copying({
  guest,
  onAgain,
}: {
  readonly guest: LittleGuest;
  readonly onAgain: () => void;
}) {
  const [, setSteps] = useState(0);
  const [isPlaying, setPlaying] = useState(false);
  const step = (): void => {
    guest.step();
    setSteps((steps) => steps + 1);
  };
  useEffect(() => {
    if (!isPlaying) return undefined;
    const timer = setInterval(() => (guest.isDone ? setPlaying(false) : step()), PACE);
    return () => clearInterval(timer);
  }, [isPlaying, guest]);
  const play = (): void => {
    if (wantsStillness()) while (!guest.isDone) step();
    else setPlaying(!isPlaying);
  };
  const again = (): void => {
    setPlaying(false);
    onAgain();
  };
  return (
    <>
      <Squares guest={guest} />
      <div class="beside">
        <div class="buttons">
          <button type="button" onClick={play} disabled={guest.isDone}>
            {isPlaying && !guest.isDone ? 'Pause' : 'Copy it'}
          </button>
          <button type="button" onClick={step} disabled={guest.isDone}>
            One page
          </button>
          <button type="button" onClick={again}>
            From the start
          </button>
        </div>
        <Legend guest={guest} />
        <Rounds guest={guest} />
      </div>
    </>
  );
}

function Squares({ guest }: { readonly guest: LittleGuest }) {
  const marks = (page: number): string =>
    `${page === guest.copied ? ' hand' : ''}${page === guest.written ? ' pen' : ''}`;
  return (
    <div class="squares" role="img" aria-label={describe(guest)}>
      {guest.states.map((state, page) => (
        <span key={page} class={state + marks(page)} />
      ))}
    </div>
  );
}

function Legend({ guest }: { readonly guest: LittleGuest }) {
  return (
    <ul class="legend">
      {(Object.keys(WORDS) as (keyof typeof WORDS)[]).map((state) => (
        <li key={state}>
          <span class={`swatch ${state}`} /> {WORDS[state]}
          <b>{guest.states.filter((each) => each === state).length}</b>
        </li>
      ))}
    </ul>
  );
}

function describe({ states, round, isDone }: LittleGuest): string {
  const dirty = states.filter((state) => state === 'dirty').length;
  const never = states.filter((state) => state === 'never').length;
  const when = isDone ? 'All is sent' : `Round ${round}`;
  return `${when}: ${never} pages not sent yet, ${dirty} written since they were sent`;
}

function Rounds({ guest }: { readonly guest: LittleGuest }) {
  return (
    <p class="quiet" role="status">
      {guest.rounds.map(({ sent, dirtied, isStopped }, index) => (
        <span key={index}>
          {isStopped
            ? `Then it stands while ${sent} more are sent: its downtime.`
            : `Round ${index + 1}: ${sent} sent, ${dirtied} dirty after it. `}
        </span>
      ))}
    </p>
  );
}
