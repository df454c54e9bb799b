/** Checks of the network's switches on the raw tree: which hosts are connected to which. */
import { didYouMean, quote } from '../text/suggest.ts';
import { asList, asMap, type Finding, getIn, own, type Path } from '../text/tree.ts';

/** Everything that is wrong with the names in `switches`. */
export function checkSwitches(raw: unknown): Finding[] {
  const switches = asMap(getIn(raw, ['switches']));
  const hosts = asMap(getIn(raw, ['hosts']));
  const taken = new Map<unknown, string>();
  return Object.entries(switches).flatMap(([name, each]) => {
    const path = ['switches', name];
    const { uplink } = asMap(each);
    const attached = asList(asMap(each).hosts).flatMap((host, index): Finding[] => {
      const at = [...path, 'hosts', index];
      if (typeof host !== 'string') return [];
      if (!Object.hasOwn(hosts, host)) {
        const hint = didYouMean(host, Object.keys(hosts));
        return [{ path: at, message: `no host ${quote(host)}`, hint }];
      }
      const other = taken.get(host);
      taken.set(host, name);
      if (other === undefined) return [];
      const message = `${quote(host)} is already connected to ${quote(other)}`;
      return [{ path: at, message, hint: 'a host is connected to one switch' }];
    });
    return [...attached, ...checkUplink(switches, uplink, path)];
  });
}

function checkUplink(switches: Readonly<Record<string, unknown>>, uplink: unknown, path: Path) {
  const findings: Finding[] = [];
  if (uplink === undefined) {
    for (const key of ['rate', 'latency']) {
      if (getIn(switches, [...path.slice(1), key]) === undefined) continue;
      const message = `${quote(key)} is that of an uplink, and there is none`;
      const hint = 'name the switch above it as `uplink`';
      findings.push({ path: [...path, key], atKey: true, message, hint });
    }
  } else if (typeof uplink === 'string' && !Object.hasOwn(switches, uplink)) {
    const hint = didYouMean(uplink, Object.keys(switches));
    const message = `no switch ${quote(uplink)}`;
    findings.push({ path: [...path, 'uplink'], message, hint });
  } else if (isAbove(switches, String(path[1]))) {
    const message = `${quote(String(path[1]))} is above itself`;
    const hint = 'uplinks lead to one switch at the top';
    findings.push({ path: [...path, 'uplink'], message, hint });
  }
  return findings;
}

/** True when uplinks lead from a switch back to it. */
function isAbove(switches: Readonly<Record<string, unknown>>, name: string): boolean {
  let at: unknown = name;
  for (let steps = Object.keys(switches).length; steps > 0; steps -= 1) {
    at = asMap(own(switches, String(at))).uplink;
    if (at === name) return true;
    if (typeof at !== 'string') return false;
  }
  return false;
}
