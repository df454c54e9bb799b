/** The lanes of a time line: what each shows, from a recording. */
import {
  GUEST_STATES,
  type Recording,
  type StreamTrack,
  VCPU_STATES,
  type VcpuTrack,
} from '../../run/result/recording.ts';
import { plotText } from './plot-text.ts';
import { type Step, stepsOf } from './shapes.ts';

/** What an area of a lane means; the legend has one entry for each. */
export type Meaning =
  | 'stage, guest runs'
  | 'stage, guest down'
  | 'round'
  | 'guest paused'
  | 'guest suspended'
  | 'Dom0 runs'
  | 'Dom0 parked by its cap'
  | 'Dom0 waits for a CPU'
  | 'bytes on the way';

/** Text in a lane. */
export interface LaneLabel {
  readonly startNs: number;
  readonly endNs: number;
  readonly text: string;
}

export interface Lane {
  readonly title: string;
  readonly areas: readonly { readonly meaning: Meaning; readonly steps: readonly Step[] }[];
  readonly labels?: readonly LaneLabel[];
}

/** Lanes of one host's Dom0, or of one kind of stream, at most. */
const LANES_MOST = 6;

/** What cannot be seen: part of the whole time. */
const NEGLIGIBLE = 1e-3;

const MBIT_PER_BYTE_PER_NS = 8000;

/** From top to bottom: what a migration does, its guest, the source, the way, the destination. */
export function lanesOf(recording: Recording): Lane[] {
  const hosts = [...new Set(recording.vcpus.flatMap(({ host }) => host ?? []))];
  const [source, ...others] = hosts;
  const ofHost = (host: string): Lane[] => dom0Lanes(recording, host);
  return [
    ...recording.guests.flatMap(({ guest }) => migrationLanes(recording, guest)),
    ...(source === undefined ? [] : ofHost(source)),
    ...streamLanes(recording, 'migration'),
    ...streamLanes(recording, 'io'),
    ...others.flatMap(ofHost),
  ];
}

function migrationLanes(recording: Recording, guest: string): Lane[] {
  const parts = recording.parts.filter((each) => each.guest === guest);
  if (parts.length === 0) return [];
  const name = plotText(guest, 16);
  const stages = (down: boolean): Step[] => {
    const own = parts.filter(({ inDowntime }) => inDowntime === down);
    return own.map(({ startNs, endNs }, at) => ({
      startNs,
      endNs,
      level: at % 2 === 0 ? 1 : 0.82,
    }));
  };
  const rounds = recording.rounds.filter((each) => each.guest === guest);
  const track = recording.guests.find((each) => each.guest === guest);
  const state = (wanted: (typeof GUEST_STATES)[number]): Step[] => {
    return stepsOf(track?.timesNs ?? [], endOf(recording), (entry) => {
      return GUEST_STATES[track?.states[entry] as number] === wanted ? 1 : 0;
    });
  };
  return [
    {
      title: `${name}: stages`,
      areas: [
        { meaning: 'stage, guest runs', steps: stages(false) },
        { meaning: 'stage, guest down', steps: stages(true) },
      ],
      labels: parts.map(({ startNs, endNs, name: text }) => ({ startNs, endNs, text })),
    },
    {
      title: `${name}: rounds`,
      areas: [
        {
          meaning: 'round',
          steps: rounds.map(({ startNs, endNs }, at) => {
            return { startNs, endNs, level: at % 2 === 0 ? 1 : 0.82 };
          }),
        },
      ],
      labels: rounds.map(({ startNs, endNs, round }) => ({ startNs, endNs, text: String(round) })),
    },
    {
      title: `${name}: stands`,
      areas: [
        { meaning: 'guest paused', steps: state('paused') },
        { meaning: 'guest suspended', steps: state('suspended') },
      ],
    },
  ];
}

const endOf = ({ endNs, cutNs }: Recording): number => cutNs ?? endNs;

const usedNs = ({ timesNs, shares, states }: VcpuTrack, endNs: number): number =>
  stepsOf(timesNs, endNs, (entry) => {
    const isParked = VCPU_STATES[states[entry] as number] === 'parked';
    return isParked ? 1 : (shares[entry] as number);
  }).reduce((sum, step) => sum + (step.endNs - step.startNs) * step.level, 0);

function dom0Lanes(recording: Recording, host: string): Lane[] {
  const endNs = endOf(recording);
  const used = recording.vcpus
    .filter((track) => track.host === host)
    .map((track) => ({ track, ns: usedNs(track, endNs) }))
    .filter(({ ns }) => ns > NEGLIGIBLE * endNs)
    .sort((a, b) => b.ns - a.ns)
    .slice(0, LANES_MOST)
    .sort((a, b) => a.track.vcpu - b.track.vcpu);
  return used.map(({ track: { timesNs, states, shares, vcpu } }) => {
    const state = (wanted: (typeof VCPU_STATES)[number]): Step[] => {
      return stepsOf(timesNs, endNs, (entry) => {
        return VCPU_STATES[states[entry] as number] === wanted ? 1 : 0;
      });
    };
    const running = stepsOf(timesNs, endNs, (entry) => shares[entry] as number);
    return {
      title: `${plotText(host, 16)}: Dom0 v${vcpu}`,
      areas: [
        { meaning: 'Dom0 runs', steps: running },
        { meaning: 'Dom0 parked by its cap', steps: state('parked') },
        { meaning: 'Dom0 waits for a CPU', steps: state('queued') },
      ],
    };
  });
}

function streamLanes({ streams }: Recording, of: StreamTrack['of']): Lane[] {
  const moved = ({ deliveredBytes }: StreamTrack): number => deliveredBytes.at(-1) ?? 0;
  const own = streams.filter((each) => each.of === of).filter((each) => moved(each) > 0);
  const most = own.sort((a, b) => moved(b) - moved(a)).slice(0, LANES_MOST);
  return most.map(({ name, timesNs, deliveredBytes }) => {
    const rates = timesNs.map((timeNs, entry) => {
      const ns = (timesNs[entry + 1] ?? timeNs) - timeNs;
      const bytes = (deliveredBytes[entry + 1] ?? 0) - (deliveredBytes[entry] ?? 0);
      return ns > 0 ? bytes / ns : 0;
    });
    // A few bytes within some ns are no rate that anybody sees.
    const longest = rates.filter((_, entry) => {
      return (timesNs[entry + 1] ?? 0) - (timesNs[entry] ?? 0) > 1e5;
    });
    const greatest = longest.reduce((one, other) => Math.max(one, other), 0) || 1;
    const steps = stepsOf(timesNs.slice(0, -1), timesNs.at(-1) ?? 0, (entry) => {
      return Math.min(1, (rates[entry] as number) / greatest);
    });
    const mbit = Math.round(greatest * MBIT_PER_BYTE_PER_NS);
    const title = `${plotText(name, 28)}, to ${mbit} Mbit/s`;
    return { title, areas: [{ meaning: 'bytes on the way', steps }] };
  });
}
