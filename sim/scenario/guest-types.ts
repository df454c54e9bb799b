/** Which guests a migration may move: types of guests against mechanisms and policies. */
import { systemOf } from '../../models/policy/index.ts';
import { quote } from '../text/suggest.ts';
import { type Finding, own } from '../text/tree.ts';
import { type Draft, typeOf } from './scenario.ts';

/** HVM and PVH guests move by pre-copy, with the stream of Xen 4; QEMU's guests have no type. */
export function checkGuestTypes({ file, profile }: Draft): Finding[] {
  return file.migrations.flatMap(
    ({ guest: name, mechanism, policy, transport }, index): Finding[] => {
      const guest = own(file.guests, name);
      const type = guest === undefined ? 'pv' : typeOf(guest, profile);
      if (type === 'pv') return [];
      const also = [['guests', name, 'type']];
      if (mechanism !== 'pre-copy') {
        const message = `${quote(`type: ${type}`)} is not modelled with ${quote(mechanism)}`;
        return [{ path: ['migrations', index, 'mechanism'], also, message, hint: PRE_COPY }];
      }
      const system = systemOf(policy);
      if (system === 'qemu') return [];
      if (system === 'xen-3.2') {
        const message = `${quote(`policy: ${policy.name}`)} ${movesPv(name, type)}`;
        return [{ path: ['migrations', index, 'policy'], also, message, hint: HINT }];
      }
      if (transport.kind !== 'pipeline' || profile.hypervisor.toolstack !== 'xend') return [];
      const message = `xend, which ${quote(profile.name)} has, ${movesPv(name, type)}`;
      return [{ path: ['machine'], also, message, hint: 'a machine of Xen 4 has xl' }];
    },
  );
}

const movesPv = (guest: string, type: string) => `moves PV guests, ${quote(guest)} is ${type}`;

const PRE_COPY = 'Xen moves such a guest with `mechanism: pre-copy`';
const HINT = '`policy: {name: xen-4}` moves it, or give the guest `type: pv`';
