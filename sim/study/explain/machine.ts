/** The machine profile of what a log shows, or that the user states. */
import type { Profile } from '../../../models/machine/profile.ts';
import { PROFILES } from '../../../models/machine/registry.ts';
import type { Evidence } from './evidence.ts';
import type { Known } from './known.ts';

/** A machine as a scenario names it, its numbers, and why it is taken. */
export interface Machine {
  readonly name: string;
  readonly profile: Profile;
  readonly why: string;
}

export function machineOf({ system }: Evidence, known: Known): Machine {
  const { machine, xenVersion, isLocal } = known;
  if (machine !== undefined) return { ...machine, why: 'as stated' };
  const rates = 'the stages around the copy are its, rates are those of the log';
  if (system === 'qemu') return usual('kvm-2024', `a host with KVM: ${rates}`);
  if (system === 'xen-3') return usual('opteron-xen-3.2.1', `a log of xend: ${rates}`);
  if (system === 'xenserver') return usual('xcp-ng-8.3', `lines of xenguest: ${rates}`);
  const version = xenVersion === undefined ? '' : ` ${xenVersion}`;
  const isAsMeasured = xenVersion === MEASURED || isLocal === true;
  const name = isAsMeasured ? 'xen-4.17-emulated' : 'xl-4.20';
  return usual(name, `a log of xl${version}: ${rates}`);
}

/** The version of which migrations on one host were measured. */
const MEASURED = '4.17';

const usual = (name: string, why: string): Machine => {
  return { name, profile: PROFILES[name] as Profile, why };
};
