/** Numbers of a guest that can be dragged, and a guest told in two sentences of them. */
import type { GuestSetting } from '../lessons/formula.ts';
import { size } from '../lessons/scales.ts';
import { count } from '../playback/numbers.ts';
import { DragNumber } from './drag-number.tsx';

const showCap = (percent: number | undefined): string =>
  percent === undefined ? 'no cap' : `a cap of ${percent} %`;

/** What each number goes through, and how it reads. */
const NUMBERS = {
  memoryMib: { label: 'Memory', values: [256, 512, 1024, 2048, 4096], show: size },
  ratePages: {
    label: 'Pages written a second',
    values: [
      ...[
        0, 500, 1000, 2000, 3000, 5000, 8000, 9000, 12_000, 16_000, 20_000, 25_000, 30_000, 40_000,
      ],
      ...[60_000, 100_000],
    ],
    show: count,
  },
  workingSetMib: { label: 'Working set', values: [8, 16, 32, 64, 128, 256, 512, 900], show: size },
  capPercent: {
    label: "Cap of the source's Dom0",
    values: [20, 30, 40, 50, 60, 80, undefined],
    show: showCap,
  },
  linkGbit: {
    label: 'Link',
    values: [0.1, 0.3, 0.5, 1, 2, 10, 100],
    show: (gbit: number) => (gbit < 1 ? `${gbit * 1000} Mbit/s` : `${gbit} Gbit/s`),
  },
} as const;

interface NumberProps {
  readonly name: keyof GuestSetting;
  readonly setting: GuestSetting;
  readonly onChange: (setting: GuestSetting) => void;
}

/** Such as `64 MiB`. */
export function showNumber(name: keyof GuestSetting, setting: GuestSetting): string {
  const show = NUMBERS[name].show as (value: number | undefined) => string;
  return show(setting[name]);
}

/** A number of a guest, to be dragged. */
export function GuestNumber({ name, setting, onChange }: NumberProps) {
  const all: readonly (number | undefined)[] = NUMBERS[name].values;
  const values = all.filter((value) => fits({ ...setting, [name]: value }) || name === 'memoryMib');
  const turn = (index: number): void => {
    const wanted = { ...setting, [name]: values[index] };
    onChange(fits(wanted) ? wanted : { ...wanted, workingSetMib: wanted.memoryMib });
  };
  return (
    <DragNumber
      label={NUMBERS[name].label}
      values={values.map((value) => showNumber(name, { ...setting, [name]: value }))}
      index={Math.max(0, values.indexOf(setting[name]))}
      onChange={turn}
    />
  );
}

/** A working set is part of the memory. */
const fits = ({ memoryMib, workingSetMib }: GuestSetting): boolean => workingSetMib <= memoryMib;

interface Props {
  readonly setting: GuestSetting;
  /** Whether cap and link are among the numbers already. */
  readonly hasHosts: boolean;
  readonly onChange: (setting: GuestSetting) => void;
}

export function ExploreSentence({ setting, hasHosts, onChange }: Props) {
  const number = (name: keyof GuestSetting) => (
    <GuestNumber name={name} setting={setting} onChange={onChange} />
  );
  return (
    <p class="sentence">
      A guest of {number('memoryMib')} writes {number('ratePages')} pages a second, all to{' '}
      {number('workingSetMib')} of it.
      {hasHosts ? (
        <>
          {' '}
          Dom0 of its source has {number('capPercent')}, and the link carries {number('linkGbit')}.
        </>
      ) : null}
    </p>
  );
}
