/** Limits of policies that change while migrations are on their way, or before. */
import type { PolicyChange, PreCopyPolicy } from '../../engine/mechanism/policy.ts';

export class PolicyTuning {
  readonly #changes = new Map<string, PolicyChange>();
  readonly #active = new Map<string, PreCopyPolicy>();

  /** From now on the migration of a guest, the present one or the next, has these limits. */
  change(guest: string, change: PolicyChange): void {
    this.#changes.set(guest, { ...this.#changes.get(guest), ...change });
    this.#active.get(guest)?.retune?.(change);
  }

  /** A migration begins: its policy, as it was changed before. */
  begin(guest: string, policy: PreCopyPolicy): PreCopyPolicy {
    this.#active.set(guest, policy);
    policy.retune?.(this.#changes.get(guest) ?? {});
    return policy;
  }
}
