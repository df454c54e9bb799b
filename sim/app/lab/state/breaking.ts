/** What a person breaks while a run is watched, and whether anything can be broken now. */
import { asList, asMap, getIn } from '../../../text/tree.ts';
import {
  type Break,
  ended,
  faultTimeNs,
  outageAt,
  type TimedFault,
  withFault,
  withoutFault,
} from '../scenario/faults.ts';
import type { Lab } from './lab.ts';
import type { Side } from './side.ts';

/** Later than its start by so much, a fault finds a migration under way. */
const FIRST_NS = 1e3;

/** Why nothing can be broken at a time; undefined: it can be. */
export function whyUnbreakable({ film, raw, migration }: Side, nowNs: number): string | undefined {
  const { result, startNs = 0, endNs = 0 } = film.value ?? {};
  if (result === undefined) return 'Nothing is simulated yet.';
  if (!isPipeline(raw.value, migration.value)) {
    return 'The transport of this file has no link and no hosts that could fail.';
  }
  const { failure } = result.fate ?? {};
  const noticedNs = startNs + 1e9 * (failure?.noticedSeconds ?? Infinity);
  if (faultTimeNs(nowNs) >= endNs) return 'The migration is over. Go back in time to break it.';
  if (nowNs < noticedNs) return undefined;
  return 'It has failed already, and only cleans up. Go back in time to break it otherwise.';
}

/** Whether its pages take a way on which something can fail. */
function isPipeline(raw: unknown, index: number): boolean {
  const { transport } = asMap(asList(getIn(raw, ['migrations']))[index]);
  return transport === undefined || transport === 'pipeline';
}

/** The outage under way on the side that is turned. */
export function outageOf({ turned, player }: Lab): TimedFault | undefined {
  const { faults, film } = turned.value;
  const ns = faultTimeNs(player.nowNs.value);
  return outageAt(faults.value, film.value?.result.guest ?? '', ns);
}

/** Breaks something at the present time, or mends the link if that is cut. */
export async function breakNow(lab: Lab, kind: Break): Promise<void> {
  const side = lab.turned.value;
  const nowNs = lab.player.nowNs.value;
  const film = side.film.value;
  if (film === undefined || whyUnbreakable(side, nowNs) !== undefined) return;
  const { text } = side.file.value;
  const outage = kind === 'link-down' ? outageOf(lab) : undefined;
  if (outage !== undefined) {
    await side.edit(ended(text, side.raw.value, outage, faultTimeNs(nowNs)));
    return;
  }
  const atNs = faultTimeNs(Math.max(nowNs, film.startNs + FIRST_NS));
  const isOneOfMany = film.playable.result.migrations.length > 1;
  await side.edit(
    withFault(text, { kind, atNs, guest: isOneOfMany ? film.result.guest : undefined }),
  );
}

/** Takes a fault back; the place in time stays as far as the run goes. */
export async function takeFaultBack(lab: Lab, side: Side, fault: TimedFault): Promise<void> {
  await side.edit(withoutFault(side.file.value.text, side.raw.value, fault));
  lab.player.seek(lab.player.nowNs.value);
}
