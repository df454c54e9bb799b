/** The timed changes of a scenario, as events. */

import { invariant } from '../../engine/kernel/assert.ts';
import type { Domain } from '../../engine/machine/flow/domain.ts';
import type { Guest } from '../../engine/machine/guest/guest.ts';
import type { Setting } from '../../scenario/changes.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { World } from './world.ts';

/** Schedules every change at its time. */
export function scheduleChanges(scenario: Scenario, world: World): void {
  for (const { atNs, settings } of scenario.changes) {
    world.simulation.at(atNs, () => {
      for (const setting of settings) applySetting(setting, world);
    });
  }
}

function applySetting(setting: Setting, world: World): void {
  switch (setting.kind) {
    case 'dom0-cap':
      retune(dom0Of(world, setting.host), { capPercent: setting.capPercent ?? Infinity });
      break;
    case 'dom0-weight':
      retune(dom0Of(world, setting.host), { weight: setting.weight });
      break;
    case 'guest-cap':
      guestOf(world, setting.guest).retune({ capPercent: setting.capPercent ?? Infinity });
      break;
    case 'guest-weight':
      guestOf(world, setting.guest).retune({ weight: setting.weight });
      break;
    case 'guest-rate':
    case 'guest-working-set':
      break; // points of the workload's courses, see `writerChangesOf`
    case 'link-rate':
      for (const link of world.network.setRate(setting.link, setting.bitsPerSecond)) {
        world.machinery.touchLink(link);
      }
      break;
    case 'interface-rate':
      for (const link of world.network.setInterfaceRate(setting.bitsPerSecond)) {
        world.machinery.touchLink(link);
      }
  }
}

function retune(domain: Domain, change: Partial<Pick<Domain, 'capPercent' | 'weight'>>): void {
  Object.assign(domain, change);
  domain.scheduler?.retune(domain);
}

function dom0Of(world: World, host: string): Domain {
  const found = world.hosts.get(host);
  invariant(found !== undefined, `no host ${host}`);
  return found.dom0;
}

function guestOf(world: World, name: string): Guest {
  const found = world.guests.get(name);
  invariant(found !== undefined, `no guest ${name}`);
  return found.guest;
}
