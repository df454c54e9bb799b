/**
 * The links of a scenario: full duplex, so each direction is a link of its own. Between hosts on
 * switches a way leads over the uplinks up to the first switch that both are below.
 * Switches at the top are joined by a network that is never the bound.
 */

import { invariant } from '../../engine/kernel/assert.ts';
import { Link, payloadBytesPerNs } from '../../engine/machine/flow/link.ts';
import type { ParameterValues } from '../../engine/mechanism/parameters.ts';
import type { Scenario } from '../../scenario/scenario.ts';

export class Network {
  readonly #parameters: ParameterValues;
  /** Rate of interfaces, and of links that say none themselves. */
  #bitsPerSecond: number;
  readonly #unrated = new Set<Link>();
  readonly #ways = new Map<string, Link>();
  readonly #ports = new Map<string, Link>();
  readonly #byName = new Map<string, Link[]>();
  /** The switch that each host is connected to. */
  readonly #switchOf = new Map<string, string>();
  readonly #uplinks = new Map<string, Uplink>();

  constructor(scenario: Scenario, parameters: ParameterValues) {
    this.#parameters = parameters;
    this.#bitsPerSecond = parameters.linkRate;
    for (const { name, between, bitsPerSecond, latencyNs } of scenario.links ?? []) {
      const [one, other] = between;
      const options = {
        bytesPerNs: this.#payload(bitsPerSecond ?? parameters.linkRate),
        latencyNs: latencyNs ?? parameters.linkLatency,
      };
      const forth = new Link(`${name} >`, options);
      const back = new Link(`${name} <`, options);
      this.#ways.set(`${one} ${other}`, forth);
      this.#ways.set(`${other} ${one}`, back);
      this.#byName.set(name, [forth, back]);
      if (bitsPerSecond === undefined) for (const way of [forth, back]) this.#unrated.add(way);
    }
    for (const [name, { hosts, ...uplink }] of Object.entries(scenario.switches ?? {})) {
      for (const host of hosts) this.#switchOf.set(host, name);
      if (uplink.uplink !== undefined) this.#addUplink(name, uplink.uplink, uplink);
    }
  }

  /**
   * The links on the way between two hosts: the one the scenario names for the pair, else the
   * network interfaces of both, with the profile's rate, and the uplinks between their switches;
   * within a host a pipe, which has no rate.
   */
  path(from: string, to: string): Link[] {
    const key = `${from} ${to}`;
    const present = this.#ways.get(key);
    if (present !== undefined) return [present];
    if (from === to) return [];
    const up = this.#above(from);
    const down = this.#above(to);
    while (up.length > 0 && up.at(-1) === down.at(-1)) {
      up.pop();
      down.pop();
    }
    return [
      this.port(from, 'out'),
      ...up.map((uplink) => uplink.up),
      ...down.reverse().map((uplink) => uplink.down),
      this.port(to, 'in'),
    ];
  }

  /** The network interface of a host, one way: shared by all it sends or receives there. */
  port(host: string, direction: 'in' | 'out'): Link {
    const key = `${host} ${direction}`;
    const present = this.#ports.get(key);
    if (present !== undefined) return present;
    const link = new Link(key, {
      bytesPerNs: this.#payload(this.#bitsPerSecond),
      latencyNs: direction === 'out' ? this.#parameters.linkLatency : 0,
    });
    this.#ports.set(key, link);
    return link;
  }

  /** A named link, or the uplink of a switch, both ways. @throws InvariantError without one. */
  named(name: string): readonly Link[] {
    const links = this.#byName.get(name);
    invariant(links !== undefined, `no link ${name}`);
    return links;
  }

  /** Sets the rate of a named link, both ways. @returns the links, which must then be touched. */
  setRate(name: string, bitsPerSecond: number): readonly Link[] {
    const links = this.named(name);
    for (const link of links) this.#unrated.delete(link);
    return links.filter((link) => link.rate(this.#payload(bitsPerSecond)));
  }

  /**
   * Sets the rate of every interface, now and later, and of links to which no one gave a rate of
   * their own. Returns those in use that carry another, which the machinery must then touch.
   */
  setInterfaceRate(bitsPerSecond: number): readonly Link[] {
    this.#bitsPerSecond = bitsPerSecond;
    const links = [...this.#ports.values(), ...this.#unrated];
    return links.filter((link) => link.rate(this.#payload(bitsPerSecond)));
  }

  #addUplink(name: string, to: string, options: UplinkOptions): void {
    const bytesPerNs = this.#payload(options.bitsPerSecond ?? this.#parameters.linkRate);
    const { latencyNs } = options;
    const up = new Link(`${name} ^`, { bytesPerNs, latencyNs });
    const down = new Link(`${name} v`, { bytesPerNs, latencyNs });
    this.#uplinks.set(name, { to, up, down });
    this.#byName.set(name, [up, down]);
  }

  /** The uplinks from a host to the top. */
  #above(host: string): Uplink[] {
    const found: Uplink[] = [];
    let uplink = this.#uplinks.get(this.#switchOf.get(host) ?? '');
    while (uplink !== undefined) {
      found.push(uplink);
      uplink = this.#uplinks.get(uplink.to);
    }
    return found;
  }

  #payload(bitsPerSecond: number): number {
    return payloadBytesPerNs(bitsPerSecond, this.#parameters.linkEfficiency / 100);
  }
}

/** Bytes per ns of the narrowest link on a way. */
export function narrowest(path: readonly Link[]): number {
  return path.reduce((least, { bytesPerNs }) => Math.min(least, bytesPerNs), Infinity);
}

/** From a switch to the one above it. */
interface Uplink {
  readonly to: string;
  readonly up: Link;
  readonly down: Link;
}

interface UplinkOptions {
  readonly bitsPerSecond?: number;
  readonly latencyNs: number;
}
