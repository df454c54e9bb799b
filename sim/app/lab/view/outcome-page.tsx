/** A map of what becomes of a guest: writes a second against working set. */
import { useEffect, useMemo } from 'preact/hooks';
import { byHand, START } from '../lessons/formula.ts';
import { count } from '../playback/numbers.ts';
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
  const { explore, map } = useMemo(() => ({ explore: new Explore(), map: new OutcomeMap() }), []);
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
        click a cell.
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

function MapTable({ explore, map }: { readonly explore: Explore; readonly map: OutcomeMap }) {
  const setting = explore.setting.value;
  const cells = map.cells.value;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: by the keyboard one scrolls what is focused
    <section class="scroll" aria-label="Map of outcomes" tabIndex={0}>
      <table class="outcomes" aria-busy={cells.length === 0}>
        <caption>Downtime, s, by working set (rows) and pages written a second (columns)</caption>
        <thead>
          <tr>
            <th scope="col">MiB</th>
            {MAP_RATES.map((rate) => (
              <th key={rate} scope="col">
                {rate < 1000 ? count(rate) : `${rate / 1000}k`}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {MAP_SETS.map((set, row) => (
            <tr key={set}>
              <th scope="row">{set}</th>
              {MAP_RATES.map((rate, column) => {
                const go = (): void => {
                  explore.turn({ ...setting, ratePages: rate, workingSetMib: set });
                };
                return (
                  <MapCell
                    key={rate}
                    cell={cells[row * MAP_RATES.length + column]}
                    isHere={rate === setting.ratePages && set === setting.workingSetMib}
                    go={go}
                  />
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface MapCellProps {
  /** Absent until it is computed. */
  readonly cell: OutcomeMap['cells']['value'][number] | undefined;
  readonly isHere: boolean;
  /** Makes its setting the one of the sentence. */
  readonly go: () => void;
}

function MapCell({ cell, isHere, go }: MapCellProps) {
  return (
    <td class={cell?.stopReason ?? ''} aria-current={isHere ? 'true' : undefined}>
      <button
        type="button"
        tabIndex={-1}
        onClick={go}
        onPointerDown={({ currentTarget, pointerId }) => {
          // A finger would stay with the cell that it touched first.
          currentTarget.releasePointerCapture(pointerId);
        }}
        onPointerEnter={({ buttons }) => {
          if ((buttons & 1) === 1) go();
        }}
      >
        {cell === undefined ? '…' : cell.downtimeSeconds.toFixed(2)}
      </button>
    </td>
  );
}
