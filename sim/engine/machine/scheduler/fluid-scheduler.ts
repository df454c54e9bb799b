/**
 * A scheduler as rates: a capped domain is a slower CPU.
 *
 * Physical CPUs are shared by weight among the domains that have something to run; a domain gets at
 * most its cap and at most one physical CPU per runnable virtual CPU; what one leaves goes to the
 * others (work conserving).
 */
import type { Domain, Hold, Scheduler, SpeedListener, Vcpu } from '../flow/domain.ts';
import { type Demand, maxMinLevel } from '../flow/max-min.ts';
import { automaticWeight } from './automatic-weight.ts';

/** How one algorithm differs from another. */
export interface FluidRules {
  /** Whether a domain's weight counts for each virtual CPU that has something to run. */
  readonly weighsVcpus: boolean;
  /** Part of a CPU that a domain which its cap holds back loses to switches, 0 to 1. */
  readonly lostPart: number;
}

export class FluidScheduler implements Scheduler {
  readonly #cpus: number;
  readonly #rules: FluidRules;
  readonly #changed: SpeedListener;
  readonly #domains = new Map<Domain, { pauses: number }>();
  /** True while not all could have a physical CPU of their own. */
  #isShort = false;

  constructor(
    cpus: number,
    changed: SpeedListener,
    rules: FluidRules = { weighsVcpus: false, lostPart: 0 },
  ) {
    this.#cpus = cpus;
    this.#rules = rules;
    this.#changed = changed;
  }

  add(domain: Domain): void {
    domain.scheduler = this;
    this.#domains.set(domain, { pauses: 0 });
    this.#share();
  }

  remove(domain: Domain): void {
    domain.scheduler = undefined;
    this.#domains.delete(domain);
    for (const vcpu of domain.vcpus) this.#give(vcpu, 0, true);
    this.#share();
  }

  wake(_vcpu: Vcpu): void {
    this.#share();
  }

  block(_vcpu: Vcpu): void {
    this.#share();
  }

  used(_vcpu: Vcpu): void {
    if (this.#isShort) this.#share();
  }

  pause(domain: Domain): void {
    this.#pauses(domain).pauses += 1;
    this.#share();
  }

  unpause(domain: Domain): void {
    this.#pauses(domain).pauses -= 1;
    this.#share();
  }

  retune(_domain: Domain): void {
    this.#share();
  }

  /** Shares are given at once: only a pause holds. */
  holdOf(_vcpu: Vcpu): Hold {
    return 'paused';
  }

  #pauses(domain: Domain): { pauses: number } {
    return this.#domains.get(domain) as { pauses: number };
  }

  #share(): void {
    let all = 0;
    for (const [domain, { pauses }] of this.#domains) {
      if (pauses === 0) all += Math.min(readyIn(domain), domain.capPercent / 100);
    }
    this.#isShort = all > this.#cpus;
    if (all < this.#cpus * (1 - ROUNDING)) this.#shareApart();
    else this.#shareTogether();
  }

  /** There is enough for all: a domain's share depends on its own virtual CPUs alone. */
  #shareApart(): void {
    for (const [domain, { pauses }] of this.#domains) {
      const paused = pauses > 0;
      const ready = readyIn(domain);
      const most = Math.min(1, this.#capOf(domain, ready) / ready);
      for (const vcpu of domain.vcpus)
        this.#give(vcpu, vcpu.runnable && !paused ? most : 0, paused);
    }
  }

  /** Where CPUs are short, none is given more than it could use. */
  #shareTogether(): void {
    const domains = [...this.#domains].map(([domain, { pauses }]) => {
      const ready = pauses > 0 ? [] : domain.vcpus.filter((vcpu) => vcpu.runnable);
      const cap = this.#capOf(domain, ready.length);
      return { domain, paused: pauses > 0, ready, cap };
    });
    const competing = domains.map(({ ready, ...rest }) => {
      const wants = ready.map((vcpu): Demand => ({ most: this.#mostOf(vcpu), weight: 1 }));
      const most = wants.reduce((sum, want) => sum + want.most, 0);
      const weight = rest.domain.weight * (this.#rules.weighsVcpus ? ready.length : 1);
      return { ...rest, wants, most: Math.min(rest.cap, most), weight };
    });
    for (const dom0 of competing) {
      if (!dom0.domain.isWeightAutomatic) continue;
      const active = dom0.wants.length;
      const others = competing.reduce((sum, { wants, weight }) => {
        return wants.length > 0 ? sum + weight : sum;
      }, -dom0.weight * Math.min(1, active));
      dom0.weight = automaticWeight(active, this.#cpus, others) ?? dom0.weight;
    }
    const level = maxMinLevel(this.#cpus, competing);
    for (const { domain, paused, wants, cap, weight } of competing) {
      const top = maxMinLevel(Math.min(cap, level * weight), wants);
      for (const vcpu of domain.vcpus) {
        const runs = vcpu.runnable && !paused;
        this.#give(vcpu, runs ? Math.min(this.#mostOf(vcpu), top) : 0, paused);
      }
    }
  }

  /** Most CPUs that it has of its cap, with so many virtual CPUs that have something to run. */
  #capOf({ capPercent }: Domain, ready: number): number {
    const cap = capPercent / 100;
    return cap < ready ? Math.max(0, cap - this.#rules.lostPart) : cap;
  }

  #mostOf({ wanted }: Vcpu): number {
    return this.#isShort ? wanted : 1;
  }

  #give(vcpu: Vcpu, speed: number, held: boolean): void {
    if (vcpu.speed === speed && vcpu.held === held) return;
    vcpu.speed = speed;
    vcpu.held = held;
    this.#changed(vcpu);
  }
}

/** Relative difference of sums of shares that may be rounding. */
const ROUNDING = 1e-9;

/** Virtual CPUs with something to run. */
function readyIn({ vcpus }: Domain): number {
  let count = 0;
  for (const { runnable } of vcpus) if (runnable) count += 1;
  return count;
}
