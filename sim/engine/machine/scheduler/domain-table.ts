/** The domains on a host and their virtual CPUs, as the on-off scheduler knows them. */
import { violated } from '../../kernel/assert.ts';
import type { Domain, Vcpu } from '../flow/domain.ts';
import type { CreditDomain } from './credit-accounting.ts';
import type { SchedVcpu } from './run-queue.ts';

export class DomainTable {
  readonly #host: string;
  readonly #byVcpu = new Map<Vcpu, SchedVcpu>();
  readonly #byDomain = new Map<Domain, CreditDomain<SchedVcpu>>();
  /** Both as lists, which ticks walk; accounting changes the order in which it serves domains. */
  entries: readonly SchedVcpu[] = [];
  domains: CreditDomain<SchedVcpu>[] = [];
  #parked = 0;
  #capped = 0;

  constructor(host: string) {
    this.#host = host;
  }

  /** True while a domain has a cap, or a virtual CPU is still parked. */
  get mayPark(): boolean {
    return this.#capped > 0 || this.#parked > 0;
  }

  get hasParked(): boolean {
    return this.#parked > 0;
  }

  add(domain: Domain, entries: readonly SchedVcpu[]): void {
    for (const entry of entries) this.#byVcpu.set(entry.vcpu, entry);
    this.#set(domain, entries);
  }

  remove(domain: Domain): void {
    for (const entry of this.of(domain)) {
      this.setParked(entry, false);
      this.#byVcpu.delete(entry.vcpu);
    }
    this.#byDomain.delete(domain);
    this.#list();
  }

  /** Takes over a domain's weight and cap. */
  retune(domain: Domain): void {
    this.#set(domain, this.of(domain));
  }

  setParked(entry: SchedVcpu, parked: boolean): void {
    if (entry.parked !== parked) this.#parked += parked ? 1 : -1;
    entry.parked = parked;
  }

  /** Those of a domain; none where it is not on the host. */
  of(domain: Domain): readonly SchedVcpu[] {
    return this.#byDomain.get(domain)?.accounts ?? [];
  }

  /** @throws InvariantError where it is not on the host. */
  entryOf(vcpu: Vcpu): SchedVcpu {
    const entry = this.#byVcpu.get(vcpu);
    return entry ?? violated(`${vcpu.name} is not on host ${this.#host}`);
  }

  #set(domain: Domain, accounts: readonly SchedVcpu[]): void {
    const { weight, isWeightAutomatic, capPercent } = domain;
    this.#byDomain.set(domain, { weight, isWeightAutomatic, capPercent, accounts });
    this.#list();
  }

  #list(): void {
    this.entries = [...this.#byVcpu.values()];
    this.domains = [...this.#byDomain.values()];
    this.#capped = this.domains.filter(({ capPercent }) => capPercent < Infinity).length;
  }
}
