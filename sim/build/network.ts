/** The links of a scenario: full duplex, so each direction is a link of its own. */
import type { ParameterValues } from '../../models/profile/registry.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { invariant } from '../kernel/assert.ts';
import { Link, payloadBytesPerNs } from '../machine/link.ts';

export class Network {
  readonly #parameters: ParameterValues;
  readonly #ways = new Map<string, Link>();
  readonly #byName = new Map<string, Link[]>();

  constructor(scenario: Scenario, parameters: ParameterValues) {
    this.#parameters = parameters;
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
    }
  }

  /** The links on the way between two hosts; without one in the scenario, the profile's own. */
  path(from: string, to: string): Link[] {
    const key = `${from} ${to}`;
    const present = this.#ways.get(key);
    if (present !== undefined) return [present];
    const link = new Link(`${from} > ${to}`, {
      bytesPerNs: this.#payload(this.#parameters.linkRate),
      latencyNs: this.#parameters.linkLatency,
    });
    this.#ways.set(key, link);
    return [link];
  }

  /** Sets the rate of a named link, both ways. Returns the links, for the machinery to be told. */
  setRate(name: string, bitsPerSecond: number): readonly Link[] {
    const links = this.#byName.get(name);
    invariant(links !== undefined, `no link ${name}`);
    for (const link of links) link.bytesPerNs = this.#payload(bitsPerSecond);
    return links;
  }

  #payload(bitsPerSecond: number): number {
    return payloadBytesPerNs(bitsPerSecond, this.#parameters.linkEfficiency / 100);
  }
}
