/** How much memory a host has for guests. */
import type { Scenario } from './scenario.ts';

type HostSpec = Scenario['hosts'][string];

/** @param usual of a host of the machine. */
export function hostBytesOf(host: Pick<HostSpec, 'memoryBytes'> | undefined, usual: number) {
  return host?.memoryBytes ?? usual;
}

/** What its Dom0 has of it. */
export function dom0BytesOf(host: Pick<HostSpec, 'dom0'> | undefined): number {
  return host?.dom0.memoryBytes ?? 0;
}

/**
 * Whether guests may have to wait for memory: whether some host could not hold those that it has
 * and all that come.
 */
export function mayBeShort({ hosts, guests, migrations }: Scenario, usual: number): boolean {
  const needed = new Map<string, number>();
  const need = (host: string, bytes: number): void => {
    needed.set(host, (needed.get(host) ?? 0) + bytes);
  };
  for (const { host, memoryBytes } of Object.values(guests)) need(host, memoryBytes);
  for (const { guest, to } of migrations) {
    if (guests[guest]?.host !== to) need(to, guests[guest]?.memoryBytes ?? 0);
  }
  return [...needed].some(([name, bytes]) => {
    return bytes > hostBytesOf(hosts[name], usual) - dom0BytesOf(hosts[name]);
  });
}
