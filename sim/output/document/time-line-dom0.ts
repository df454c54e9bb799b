/** The lanes of a host's Dom0, and what they share with the others of a time line. */
import { NS_PER_SECOND } from '../../engine/kernel/unit.ts';
import { type Recording, VCPU_STATES } from '../../run/result/recording.ts';
import { shortName } from './plot-text.ts';
import { entryTrack, type Lane, type Levels, type Scale, type Track } from './time-line.ts';

/** Lanes of one host's Dom0, and of streams of disks and networks, at most. */
export const LANES_MOST = 6;

/** What cannot be seen: part of the whole time. */
const NEGLIGIBLE = 1e-3;

export const PARTS: Scale = { least: 0, most: 1, unit: '%' };
const CREDITS: Scale = { least: -300, most: 300, unit: 'credits' };

/** Windows in which the line of credits is drawn, s. */
const CREDITS_WINDOW = 4;

/** A name as it stands above lanes. */
export const short = (name: string): string => shortName(name, 24);

/** Until when is known what went on, ns. */
export const endOf = ({ endNs, cutNs }: Recording): number => cutNs ?? endNs;

/** A lane for each virtual CPU that does anything. */
export function dom0Lanes(recording: Recording, host: string): Lane[] {
  const group = `Dom0 of ${short(host)}, share of a CPU`;
  const lanes = recording.vcpus
    .filter((each) => each.host === host)
    .map((each): { readonly lane: Lane; readonly at: number; readonly used: number } => {
      const { vcpu, timesNs, states, shares } = each;
      const is = (...wanted: readonly (typeof VCPU_STATES)[number][]) => {
        return (at: number) => (wanted.includes(VCPU_STATES[states[at] as number]!) ? 1 : 0);
      };
      const track = entryTrack(timesNs, endOf(recording), PARTS, {
        'Dom0 runs': (at) => shares[at] as number,
        'Dom0 parked by its cap': is('parked'),
        'Dom0 waits for a CPU': is('queued'),
        'Dom0 stands with its host': is('paused'),
      });
      const used = usedSeconds(track);
      const tracks = [track, ...creditTracks(recording, host, vcpu)];
      return { lane: { group, title: `v${vcpu}`, heightPixels: 20, tracks }, at: vcpu, used };
    });
  return lanes
    .filter(({ used }) => used > (NEGLIGIBLE * endOf(recording)) / NS_PER_SECOND)
    .sort((a, b) => b.used - a.used)
    .slice(0, LANES_MOST)
    .sort((a, b) => a.at - b.at)
    .map(({ lane }) => lane);
}

/** How long it ran or was parked. */
function usedSeconds({ times, levels: [runs = [], parked = []] }: Track): number {
  return runs.reduce<number>((sum, level, at) => {
    const seconds = (times[at + 1] as number) - (times[at] as number);
    return sum + seconds * ((level ?? 0) + (parked[at] ?? 0));
  }, 0);
}

function creditTracks({ credits }: Recording, host: string, vcpu: number): Track[] {
  const own = credits.filter(({ vcpu: name }) => name === `${host}/Dom0/v${vcpu}`);
  return own.map(({ timesNs, credits: levels }) => {
    const line: Levels = { 'credits of Dom0': (at) => levels[at] ?? 0 };
    const track = entryTrack(timesNs, timesNs.at(-1) ?? 0, CREDITS, line, 'line');
    return { ...track, windowMost: CREDITS_WINDOW };
  });
}
