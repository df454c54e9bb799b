/** The domains on a host, their virtual CPUs and budgets, as credit2 knows them. */
import { violated } from '../../kernel/assert.ts';
import type { EventHandle } from '../../kernel/queue.ts';
import type { Simulation } from '../../kernel/simulation.ts';
import type { Domain, Vcpu } from '../flow/domain.ts';
import { BUDGET_PERIOD_NS, BudgetPool } from './credit2-pool.ts';
import { CREDIT2, type PhysicalCpu2, type Unit } from './credit2-unit.ts';

/** A domain. */
export interface DomainUnits {
  readonly pool: BudgetPool;
  readonly units: readonly Unit[];
  /** In the order in which they were parked. */
  readonly parked: Unit[];
  /** When its parked ones get budget again; only while some are parked. */
  refill: EventHandle | undefined;
}

export class Credit2Domains {
  readonly #simulation: Simulation;
  readonly #host: string;
  readonly #byDomain = new Map<Domain, DomainUnits>();
  readonly #byVcpu = new Map<Vcpu, Unit>();
  /** The largest weight of all on the host, whatever they do. */
  heaviest = 1;
  /** Those of all domains. */
  units: readonly Unit[] = [];

  constructor(simulation: Simulation, host: string) {
    this.#simulation = simulation;
    this.#host = host;
  }

  /** @param cpu where its virtual CPUs count as having been. */
  add(domain: Domain, cpu: PhysicalCpu2): DomainUnits {
    const pool = new BudgetPool();
    const units = domain.vcpus.map((vcpu): Unit => {
      const charged = { chargedAtNs: 0, chargedNs: vcpu.cpuNs, switchChargedNs: 0 };
      const times = { sinceNs: 0, beginsNs: 0, ...charged };
      const state = { isOn: false, isParked: false, pauses: 0 };
      const credits = { creditNs: CREDIT2.initNs, budgetNs: Infinity };
      return { vcpu, pool, cpu, ...credits, ...state, ...times };
    });
    for (const unit of units) this.#byVcpu.set(unit.vcpu, unit);
    const found = { pool, units, parked: [], refill: undefined };
    this.#byDomain.set(domain, found);
    this.retune(domain);
    return found;
  }

  remove(domain: Domain): void {
    const { units, refill } = this.of(domain);
    if (refill !== undefined) this.#simulation.cancel(refill);
    for (const { vcpu } of units) this.#byVcpu.delete(vcpu);
    this.#byDomain.delete(domain);
    this.#list();
  }

  /** Takes over a domain's weight and cap. @param domain one whose units were charged until now. */
  retune(domain: Domain): void {
    const { pool, units } = this.of(domain);
    const { capPercent } = domain;
    if (capPercent < Infinity || pool.isCapped) {
      pool.setCap(capPercent, units, this.#simulation.nowNs, this.#firstFillingNs(domain));
    }
    this.#list();
  }

  /** @throws InvariantError where it is not on the host. */
  of(domain: Domain): DomainUnits {
    return this.#byDomain.get(domain) ?? violated(`${domain.name} is not on host ${this.#host}`);
  }

  /** @throws InvariantError where it is not on the host. */
  unitOf(vcpu: Vcpu): Unit {
    return this.#byVcpu.get(vcpu) ?? violated(`${vcpu.name} is not on host ${this.#host}`);
  }

  /** A period after its cap was set; what was set before the simulation began has any phase. */
  #firstFillingNs({ name }: Domain): number {
    const { nowNs } = this.#simulation;
    if (nowNs > 0) return nowNs + BUDGET_PERIOD_NS;
    return 1 + this.#simulation.random(`${this.#host}/${name}/budget`).below(BUDGET_PERIOD_NS);
  }

  #list(): void {
    this.heaviest = 1;
    for (const { weight } of this.#byDomain.keys()) {
      this.heaviest = Math.max(this.heaviest, weight);
    }
    this.units = [...this.#byVcpu.values()];
  }
}
