/** A map of what becomes of a guest: writes a second against working set. */
import { useEffect, useMemo } from 'preact/hooks';
import { smallestOf } from '../../../engine/kernel/lists.ts';
import { byHand, START } from '../lessons/formula.ts';
import { Explore } from '../state/explore.ts';
import { MAP_RATES, MAP_SETS, OutcomeMap } from '../state/outcome-map.ts';
import { Formula } from './explore-box.tsx';
import { ExploreSentence } from './explore-sentence.tsx';

const WORDS = {
  'few-pages': 'rounds shrank to few pages',
  'max-rounds': 'stopped after 29 rounds',
  'max-factor': 'stopped at 3 times the memory',
} as const;

export function OutcomePage({ title }: { readonly title: string }) {
  const { explore, map } = useMemo(
    () => ({ explore: new Explore(START), map: new OutcomeMap() }),
    [],
  );
  const setting = explore.setting.value;
  const { memoryMib, capPercent, linkGbit } = setting;
  useEffect(() => {
    explore.turn(START);
    return () => {
      explore.end();
      map.end();
    };
  }, [explore]);
  useEffect(() => void map.draw(setting), [memoryMib, capPercent, linkGbit]);
  return (
    <article class="panel">
      <h2 tabIndex={-1}>{title}</h2>
      <p>
        Each cell is a migration of this guest with other writes: how long it is down, and in which
        way Xen came to stop it. The ring is the guest of the sentence: drag it, or the numbers, or
        click a cell; by the keyboard arrow keys move it.
      </p>
      <ExploreSentence setting={setting} hasHosts onChange={(value) => explore.turn(value)} />
      <MapTable explore={explore} map={map} />
      <ul class="legend wide">
        {Object.entries(WORDS).map(([reason, words]) => (
          <li key={reason}>
            <span class={`swatch ${reason}`} /> {words}
          </li>
        ))}
      </ul>
      <Formula by={byHand(setting)} result={explore.result.value} lesson={8} />
    </article>
  );
}

/** Steps of the ring: down, and to the right. */
const STEPS: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, -Infinity],
  End: [0, Infinity],
};

/** The place of the value that is nearest to one. */
const nearest = (values: readonly number[], value: number): number => {
  const far = values.map((each) => Math.abs(each - value));
  return far.indexOf(smallestOf(far));
};

const stepped = (values: readonly number[], at: number, step: number): number =>
  Math.min(values.length - 1, Math.max(0, at + step));

function MapTable({ explore, map }: { readonly explore: Explore; readonly map: OutcomeMap }) {
  const setting = explore.setting.value;
  const cells = map.cells.value;
  const row = nearest(MAP_SETS, setting.workingSetMib);
  const column = nearest(MAP_RATES, setting.ratePages);
  const go = (set: number, rate: number): void =>
    explore.turn({
      ...setting,
      workingSetMib: MAP_SETS[set] as number,
      ratePages: MAP_RATES[rate] as number,
    });
  const press = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const [to, across] = [stepped(MAP_SETS, row, step[0]), stepped(MAP_RATES, column, step[1])];
    go(to, across);
    (event.currentTarget as HTMLElement).querySelectorAll('button')[placeOf(to, across)]?.focus();
  };
  return (
    <table class="outcomes" aria-busy={cells.length === 0}>
      <caption>Downtime, s, by working set (rows) and pages written a second (columns)</caption>
      <Head />
      <tbody onKeyDown={press}>
        {MAP_SETS.map((set, down) => (
          <tr key={set}>
            <th scope="row">{set}</th>
            {MAP_RATES.map((rate, right) => (
              <MapCell
                key={rate}
                words={`${set} MiB, ${rate / 1000}k pages a second`}
                cell={cells[placeOf(down, right)]}
                isHere={rate === setting.ratePages && set === setting.workingSetMib}
                isNearest={down === row && right === column}
                go={() => go(down, right)}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const Head = () => (
  <thead>
    <tr>
      <th scope="col">MiB</th>
      {MAP_RATES.map((rate) => (
        <th key={rate} scope="col">
          {rate / 1000}k
        </th>
      ))}
    </tr>
  </thead>
);

/** Of a cell among all. */
const placeOf = (row: number, column: number): number => row * MAP_RATES.length + column;

interface MapCellProps {
  /** Which guest it is. */
  readonly words: string;
  /** Absent until it is computed. */
  readonly cell: OutcomeMap['cells']['value'][number] | undefined;
  readonly isHere: boolean;
  /** Whether the keyboard comes to it first. */
  readonly isNearest: boolean;
  /** Makes its setting the one of the sentence. */
  readonly go: () => void;
}

function MapCell({ words, cell, isHere, isNearest, go }: MapCellProps) {
  const shown = cell === undefined ? '…' : cell.downtimeSeconds.toFixed(2);
  return (
    <td class={cell?.stopReason ?? ''} aria-current={isHere ? 'true' : undefined}>
      <button
        type="button"
        tabIndex={isNearest ? 0 : -1}
        aria-label={cell === undefined ? words : `${words}: ${shown} s, ${meaningOf(cell)}`}
        onClick={go}
        onPointerDown={({ currentTarget, pointerId }) => {
          // A finger would stay with the cell that it touched first.
          currentTarget.releasePointerCapture(pointerId);
        }}
        onPointerEnter={({ buttons }) => {
          if ((buttons & 1) === 1) go();
        }}
      >
        {shown}
      </button>
    </td>
  );
}

const meaningOf = ({ stopReason }: { readonly stopReason: string }): string =>
  Object.entries(WORDS).find(([reason]) => reason === stopReason)?.[1] ?? stopReason;
