/** Checks of faults against the rest of the file: what they name is there. */
import { PART_NAMES } from '../../models/recovery/index.ts';
import { PHASES } from '../engine/mechanism/failure.ts';
import { didYouMean, quote } from '../text/suggest.ts';
import { type Finding, own } from '../text/tree.ts';
import type { Draft } from './scenario.ts';

/** Names that a fault leads to, and what they are of. */
const KEYS = { guest: 'guest', host: 'host', link: 'link' } as const;

/** Everything that cannot be. */
export function checkFaults({ file }: Draft): Finding[] {
  const { faults = [], migrations, guests, hosts, links = [], switches = {} } = file;
  const moving = migrations.map(({ guest }) => guest);
  const uplinks = Object.entries(switches).filter(([, { uplink }]) => uplink !== undefined);
  const known = {
    guest: Object.keys(guests),
    host: Object.keys(hosts),
    link: [...links.map(({ name }) => name), ...uplinks.map(([name]) => name)],
  };
  const unmoved = faults.length > 0 ? untouched(file) : [];
  const found = faults.flatMap((fault, index): Finding[] => {
    const at = (key: string) => ['faults', index, key];
    const names = Object.entries(KEYS).flatMap(([key, what]): Finding[] => {
      const name = own(fault as Readonly<Record<string, unknown>>, key);
      if (typeof name !== 'string' || known[what].includes(name)) return [];
      return [
        {
          path: at(key),
          message: `no ${what} ${quote(name)}`,
          hint: didYouMean(name, known[what]),
        },
      ];
    });
    const { guest, when } = fault;
    if (names.length > 0) return names;
    const stays = guest !== undefined && !moving.includes(guest);
    const message = `${quote(guest ?? '')} does not migrate`;
    const hint = 'a fault is about a migration';
    return [...(stays ? [{ path: at('guest'), message, hint }] : []), ...checkPart(when, at)];
  });
  return [...found, ...unmoved];
}

function checkPart(
  { during }: { readonly during?: string },
  at: (key: string) => (string | number)[],
) {
  const names = [...PHASES, ...PART_NAMES];
  if (during === undefined || names.includes(during)) return [];
  const hint = didYouMean(during, names);
  return [{ path: at('during'), message: `no phase or part ${quote(during)}`, hint }];
}

/** Migrations without hosts that could fail. */
function untouched({ migrations }: Draft['file']): Finding[] {
  return migrations.flatMap(({ transport }, index): Finding[] => {
    if (transport.kind === 'pipeline') return [];
    const message = '`faults` need Dom0 processes and a link, which this transport leaves out';
    return [{ path: ['migrations', index, 'transport'], message, hint: 'leave it out' }];
  });
}
