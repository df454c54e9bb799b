/**
 * A disk that only its host reaches, and what of it a mirror has still to copy. The job keeps a
 * bitmap, one bit for a granule, and goes around it: first everything is set, then what the guest
 * has written since its granule was copied. The guest writes anywhere in its working set, which is
 * spread over the data, so all that counts is how many granules are clean: a clean one is dirtied
 * with the same chance at any time, whichever is copied when. Numbers are expected ones.
 *
 * Source: mirror_run and mirror_iteration of block/mirror.c of QEMU.
 */
import { expm1 } from '../kernel/portable.ts';

/** What is known of a disk. */
export interface LocalDisk {
  readonly name: string;
  /** Data on it, all of which is to be copied. */
  readonly bytes: number;
  /** Part of it that the guest writes to. */
  readonly workingSetBytes: number;
  /** Bytes that the guest writes in a ns in which it runs. */
  readonly writesPerNs: number;
  /** Of one write. */
  readonly writeBytes: number;
  /** Bytes per ns that it can be read or written; absent: any number. */
  readonly bytesPerNs?: number | undefined;
}

/** How disks are mirrored. */
export interface MirrorRules {
  /** Whether one is begun when the one before it is ready, or all are at once. */
  readonly inTurn: boolean;
  /** Most of each job, bit/s; absent: what the policy allows the memory. */
  readonly bitsPerSecond?: number | undefined;
  readonly granuleBytes: number;
  /**
   * Time in which all have to be ready, ns; absent: one is given up that has copied as much again
   * as all its data and has no less to copy than before.
   */
  readonly readyWithinNs?: number | undefined;
}

/** The local disks of a guest that moves, and how they are mirrored. */
export interface Mirroring {
  readonly disks: readonly LocalDisk[];
  readonly rules: MirrorRules;
}

/** The bitmap of a mirror, as counts. */
export class DirtyDisk {
  readonly granules: number;
  readonly granuleBytes: number;
  /** Granules that the guest writes to. */
  readonly #hot: number;
  /** How often each of them is written in a ns. */
  readonly #touchesPerNs: number;
  /** Granules that have never been copied. */
  #untouched: number;
  /** Those of the working set that have been, and that were not written since. */
  #clean = 0;

  constructor(disk: LocalDisk, granuleBytes: number) {
    this.granuleBytes = granuleBytes;
    this.granules = Math.ceil(disk.bytes / granuleBytes);
    this.#hot = Math.min(this.granules, Math.ceil(disk.workingSetBytes / granuleBytes));
    this.#untouched = this.granules;
    const touchesPerNs = dirtiedPerNs(disk, granuleBytes) / granuleBytes;
    this.#touchesPerNs = this.#hot > 0 ? touchesPerNs / this.#hot : 0;
  }

  /** Whether some have never been copied. */
  get inBulk(): boolean {
    return this.#untouched > 0;
  }

  /** Granules of the first time around that are left. */
  get bulk(): number {
    return this.#untouched;
  }

  /** Granules that were copied and written again. */
  get again(): number {
    const passed = this.granules - this.#untouched;
    return Math.max(0, (passed * this.#hot) / (this.granules || 1) - this.#clean);
  }

  /**
   * Some granules have been copied, evenly over a time in which the guest ran for `ranNs`.
   * @param granules of the first time around while any are left of it.
   */
  copied(granules: number, ranNs: number): void {
    const { inBulk } = this;
    if (inBulk) this.#untouched -= granules;
    const copied = inBulk ? (granules * this.#hot) / this.granules : granules;
    const touches = this.#touchesPerNs * ranNs;
    const lost = -expm1(-touches);
    const kept = touches > 0 ? lost / touches : 1;
    this.#clean = Math.min(this.#hot, this.#clean * (1 - lost) + copied * kept);
  }
}

/**
 * Bytes that a mirror would have to copy for each ns of writes to clean granules: a write smaller
 * than a granule dirties all of it.
 */
export function dirtiedPerNs({ writesPerNs, writeBytes }: LocalDisk, granuleBytes: number): number {
  return writesPerNs * Math.max(1, granuleBytes / writeBytes);
}
