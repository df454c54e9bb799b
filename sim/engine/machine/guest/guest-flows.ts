/** The I/O of a guest: a flow for each of its activities that has one, while it runs on a host. */

import type { Machinery } from '../flow/machinery.ts';
import type { Task } from '../flow/task.ts';
import type { GuestActivity } from './guest-activity.ts';
import type { Host } from './host.ts';
import { IoFlow, type Reach } from './io-flow.ts';

export class GuestFlows {
  readonly #machinery: Machinery;
  readonly #reach: Reach;
  readonly #flows = new Map<GuestActivity, { readonly flow: IoFlow; syncedBytes: number }>();
  /** Of flows that have ended. */
  readonly #ended = { movedBytes: 0, backendNs: 0 };

  constructor(machinery: Machinery, reach: Reach) {
    this.#machinery = machinery;
    this.#reach = reach;
  }

  /** The guest runs on a host. @param sender its task that writes what goes out. */
  start(host: Host, activities: readonly GuestActivity[], guest: string, sender: Task): void {
    for (const activity of activities) {
      const spec = activity.flow;
      if (spec === undefined || spec.bytesPerNs === 0) continue;
      const options = { spec, path: this.#reach(host, spec), guest, sender };
      this.#flows.set(activity, {
        flow: new IoFlow(this.#machinery, host, options),
        syncedBytes: 0,
      });
    }
  }

  /** Its frontends disconnect: what is in the rings is lost. */
  stop(): void {
    for (const { flow } of this.#flows.values()) {
      flow.cut();
      const { movedBytes, backendNs } = flow.done;
      this.#ended.movedBytes += movedBytes;
      this.#ended.backendNs += backendNs;
    }
    this.#flows.clear();
  }

  /** Bytes an activity's I/O has moved since they were asked for last. */
  take(activity: GuestActivity): number {
    const present = this.#flows.get(activity);
    if (present === undefined) return 0;
    const { movedBytes } = present.flow;
    const bytes = movedBytes - present.syncedBytes;
    present.syncedBytes = movedBytes;
    return bytes;
  }

  /** All bytes moved so far and the CPU that back ends used for them; settles nothing. */
  get done(): { readonly ioBytes: number; readonly backendNs: number } {
    let { movedBytes: ioBytes, backendNs } = this.#ended;
    for (const { flow } of this.#flows.values()) {
      ioBytes += flow.done.movedBytes;
      backendNs += flow.done.backendNs;
    }
    return { ioBytes, backendNs };
  }
}
