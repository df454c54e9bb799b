/** Groups of hosts that grow together (disjoint sets). Who was never joined is a group alone. */
export class HostGroups {
  readonly #above = new Map<string, string>();

  /** Name of the group that a host is in: one of its hosts. */
  of(host: string): string {
    const above = this.#above.get(host);
    if (above === undefined) return host;
    const top = this.of(above);
    this.#above.set(host, top);
    return top;
  }

  /** Two hosts and all that were joined to them are one group from now on. */
  join(one: string, other: string): void {
    const top = this.of(one);
    const under = this.of(other);
    if (top !== under) this.#above.set(under, top);
  }
}
