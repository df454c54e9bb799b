/** The timed changes of a scenario, as events. */

import { invariant } from '../../engine/kernel/assert.ts';
import type { Simulation } from '../../engine/kernel/simulation.ts';
import type { Link } from '../../engine/machine/flow/link.ts';
import type { Machinery } from '../../engine/machine/flow/machinery.ts';
import type { Host } from '../../engine/machine/guest/host.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { settingOf, type Tunable } from '../../scenario/settings.ts';
import type { BuiltGuest } from './guests.ts';
import type { Network } from './network.ts';
import type { PolicyTuning } from './policy-tuning.ts';

/** What changes act on. */
interface Changeable {
  readonly simulation: Simulation;
  readonly machinery: Machinery;
  readonly hosts: ReadonlyMap<string, Host>;
  readonly guests: ReadonlyMap<string, BuiltGuest>;
  readonly network: Network;
  readonly tuning: PolicyTuning;
}

/**
 * Schedules every change at its time. One to what is already so is none: it settles nothing, so
 * that no sum is rounded at another instant.
 */
export function scheduleChanges(scenario: Scenario, world: Changeable): void {
  const tunable = tunableOf(world);
  for (const { atNs, settings } of scenario.changes) {
    world.simulation.at(atNs, () => {
      for (const setting of settings) {
        settingOf(setting).apply?.(tunable, setting.of, setting.value);
      }
    });
  }
}

/** Whether an object has all of these values. */
function isAlready<Values extends object>(present: Values, asked: Partial<Values>): boolean {
  const keys = Object.keys(asked) as (keyof Values)[];
  return keys.every((key) => present[key] === asked[key]);
}

function tunableOf({ hosts, guests, network, machinery, tuning }: Changeable): Tunable {
  const touch = (links: Iterable<Link>): void => {
    for (const link of links) machinery.touchLink(link);
  };
  return {
    tuneDom0(name, tuning) {
      const dom0 = hosts.get(name)?.dom0;
      invariant(dom0 !== undefined, `no host ${name}`);
      if (isAlready(dom0, tuning)) return;
      Object.assign(dom0, tuning);
      dom0.scheduler?.retune(dom0);
    },
    tuneGuest(name, tuning) {
      const found = guests.get(name);
      invariant(found !== undefined, `no guest ${name}`);
      if (!isAlready(found.guest.domain, tuning)) found.guest.retune(tuning);
    },
    tunePolicy: (name, change) => tuning.change(name, change),
    setLinkRate: (name, bitsPerSecond) => touch(network.setRate(name, bitsPerSecond)),
    setInterfaceRate: (bitsPerSecond) => touch(network.setInterfaceRate(bitsPerSecond)),
  };
}
