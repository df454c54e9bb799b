/** A change of settings at a time of the run, as plain data. */
import type { Path } from '../text/tree.ts';

/** One setting with its new value. */
export interface Setting {
  /** Its entry in `SETTINGS`. */
  readonly kind: string;
  /** Name of the host, guest or link; `parameters` for all interfaces. */
  readonly of: string;
  /** In the setting's unit; undefined for no cap. */
  readonly value: number | undefined;
}

/** A setting and where it is in the file. */
export interface PlacedSetting {
  readonly setting: Setting;
  /** Path of the value in the file, for mistakes. */
  readonly at: Path;
  /** Path of what it changes. */
  readonly target: Path;
}

/** Settings that change at one time. */
export interface TimedChange {
  readonly atNs: number;
  readonly settings: readonly Setting[];
}
