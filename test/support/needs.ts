/**
 * What some tests need beside Node. Where it is missing they do not run, and their names say why;
 * `npm test` prints these reasons at its end, and `npm test -- --all` counts them as failures.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { findChromium } from './chromium.ts';

/** Why a need is not met on this machine; undefined when it is. */
export type Missing = string | undefined;

/** A group of tests that run where nothing is missing. */
export function describeWhere(missing: Missing, name: string, tests: () => void): void {
  if (missing === undefined) describe(name, tests);
  else describe.skip(`${name} [not run: ${missing}]`, tests);
}

/** Why no page can be opened. */
export function whyNoChromium(): Missing {
  if (findChromium() !== undefined) return undefined;
  return 'Chromium is not installed (or CHROMIUM=PATH names it)';
}

/** Why no PNG can be drawn. */
export function whyNoSharp(): Missing {
  const isThere = existsSync(join('node_modules', 'sharp'));
  return isThere ? undefined : 'the package sharp is not installed';
}

const SLURM = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'sinfo'];

/** Why no cluster can be started. */
export function whyNoSlurm(): Missing {
  const isThere = (name: string): boolean =>
    ['/usr/sbin', '/usr/bin'].some((place) => existsSync(join(place, name)));
  if (!SLURM.every(isThere)) return 'Slurm is not installed (slurm-wlm and munge)';
  return process.getuid?.() === 0 ? undefined : 'only root can start the daemons of Slurm';
}

/** Put before QEMU: other tests that run at the same time are not to lengthen its windows. */
export const BEFORE_QEMU = ['chrt', '-f', '10'];

/** Why no guest can be migrated for real. */
export function whyNoQemu(): Missing {
  const runs = (...[program = '', ...args]: readonly string[]): boolean =>
    spawnSync(program, args, { stdio: 'ignore' }).status === 0;
  if (!runs('qemu-system-x86_64', '--version')) return 'QEMU is not installed (qemu-system-x86)';
  const isAllowed = runs(...BEFORE_QEMU, process.execPath, '--version');
  return isAllowed ? undefined : 'only root can give QEMU real-time priority';
}
