/** Two runs side by side in one table, and their rounds in one picture. */
import { largestOf } from '../../../engine/kernel/lists.ts';
import { ticksBetween } from '../../../output/document/ticks.ts';
import { shorten } from '../../../output/html/time-line-svg.ts';
import type { RecordedBatch } from '../../../run/result/page-recording.ts';
import type { Film } from '../playback/film.ts';
import { count, preciseSeconds } from '../playback/numbers.ts';
import { sizeOf } from '../playback/writes.ts';
import { differences } from '../scenario/retitle.ts';
import type { Lab } from '../state/lab.ts';

export function ComparePanel({ lab }: { readonly lab: Lab }) {
  const { a, b } = lab;
  const [one, other] = [a.film.value, b.film.value];
  if (!lab.isComparing.value || one === undefined || other === undefined) return null;
  const differ = differences(a.file.value.text, b.file.value.text, a.migration.value);
  return (
    <section class="panel compared" aria-label="Comparison">
      <h2>A and B</h2>
      <p class="quiet">
        {differ.length === 0 ? 'The settings are the same.' : `B has ${differ.join('; ')}.`}
      </p>
      <div class="scroll">
        <Table a={one} b={other} />
      </div>
      <Curves a={one} b={other} />
    </section>
  );
}

interface Both {
  readonly a: Film;
  readonly b: Film;
}

/** What is compared, of one run, and how it is shown. */
const ROWS: readonly (readonly [string, (film: Film) => number, (value: number) => string])[] = [
  ['Total time', ({ result }) => result.totalSeconds, preciseSeconds],
  ['Downtime', ({ result }) => result.downtimeSeconds, preciseSeconds],
  ['Rounds', ({ result }) => result.rounds.length, count],
  ['Pages sent', ({ result }) => result.pagesSent, count],
  ['Pages skipped', ({ result }) => sum(result.rounds.map(({ skipped }) => skipped)), count],
];

const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0);

function Table({ a, b }: Both) {
  return (
    <table>
      <thead>
        <tr>
          <td />
          <th scope="col">A</th>
          <th scope="col">B</th>
          <th scope="col">B − A</th>
        </tr>
      </thead>
      <tbody>
        {ROWS.map(([name, of, show]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{show(of(a))}</td>
            <td>{show(of(b))}</td>
            <td>{signed(of(b) - of(a), show)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function signed(value: number, show: (value: number) => string): string {
  const shown = show(Math.abs(value));
  const isZero = Number.parseFloat(shown.replaceAll(',', '')) === 0;
  return isZero ? shown : `${value < 0 ? '−' : '+'}${shown}`;
}

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT] = [640, 190, 52, 40, 10, 12];

/** Pages left in each round, over the time since each migration began. */
function Curves({ a, b }: Both) {
  const lines = [a, b].map(leftOver);
  const xMost = Math.max(a.result.totalSeconds, b.result.totalSeconds);
  const yMost = largestOf(
    lines.flat().map(({ pages }) => pages),
    1,
  );
  const xOf = (seconds: number): number => LEFT + ((WIDTH - LEFT - RIGHT) * seconds) / xMost;
  const yOf = (pages: number): number =>
    HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - TOP) * pages) / yMost;
  const [one, other] = [a, b].map(({ result }) => preciseSeconds(result.totalSeconds));
  const ends = `A ${one}, B ${other}`;
  return (
    <figure>
      <svg class="overlay axes" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img">
        <title>{`Pages left in each round over time; the ends: ${ends}`}</title>
        {ticksBetween(0, xMost, 6).map((tick) => (
          <g key={tick}>
            <line x1={xOf(tick)} x2={xOf(tick)} y1={TOP} y2={HEIGHT - BOTTOM} />
            <text x={xOf(tick)} y={HEIGHT - BOTTOM + 15} text-anchor="middle">
              {Number(tick.toPrecision(6))}
            </text>
          </g>
        ))}
        {ticksBetween(0, yMost, 3).map((tick) => (
          <text key={tick} x={LEFT - 6} y={yOf(tick) + 4} text-anchor="end">
            {shorten(tick)}
          </text>
        ))}
        <text class="name" x={(LEFT + WIDTH - RIGHT) / 2} y={HEIGHT - 5} text-anchor="middle">
          seconds since the migration began
        </text>
        {lines.map((line, side) => (
          <polyline
            key={'AB'[side]}
            class={side === 0 ? 'line sent' : 'line second'}
            points={line.map((at) => `${xOf(at.seconds).toFixed(1)},${yOf(at.pages)}`).join(' ')}
          />
        ))}
      </svg>
      <Key />
    </figure>
  );
}

const Key = () => (
  <figcaption class="quiet keys">
    Pages left in the round:{' '}
    <span>
      <span class="swatch stroke sent" /> A
    </span>
    <span>
      <span class="swatch stroke second" /> B, dashed
    </span>
  </figcaption>
);

const dealtIn = ({ taken, skipped }: RecordedBatch): number => sizeOf(taken) + sizeOf(skipped);

/** More points of a curve are not seen. */
const POINTS_MOST = 600;

function leftOver({ map, startNs, result }: Film): { seconds: number; pages: number }[] {
  const { rounds, batches } = map.recording;
  const points = rounds.flatMap(({ startNs: roundNs, firstBatch }, at) => {
    const own = batches.slice(firstBatch, rounds[at + 1]?.firstBatch);
    let left = sum(own.map(dealtIn));
    const after = own.map((batch) => {
      left -= dealtIn(batch);
      return { ns: batch.timeNs, pages: left };
    });
    return [{ ns: roundNs, pages: sum(own.map(dealtIn)) }, ...after];
  });
  const step = Math.ceil(points.length / POINTS_MOST);
  const kept = points.filter((_, at) => at % step === 0 || at === points.length - 1);
  const shown = kept.map(({ ns, pages }) => ({ seconds: (ns - startNs) / 1e9, pages }));
  return [...shown, { seconds: result.totalSeconds, pages: 0 }];
}
