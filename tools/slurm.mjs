/**
 * Installs Debian's slurm-wlm and munge for the test that runs a sweep on a real Slurm, where that is
 * possible: as root, with apt-get. Else, and when they are there already, it does nothing. Their
 * daemons are not left running; the test starts its own.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PACKAGES = ['slurm-wlm', 'munge'];
const isThere = ['/usr/sbin/slurmctld', '/usr/sbin/slurmd', '/usr/sbin/munged'].every(existsSync);

function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  return spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0;
}

if (isThere) console.log('Slurm is installed.');
else if (process.getuid?.() !== 0) console.log('Slurm is not installed: that takes root.');
else {
  console.log(`Installing ${PACKAGES.join(' and ')} ...`);
  const install = ['install', '--yes', '--no-install-recommends', ...PACKAGES];
  if (!apt('update') || !apt(...install)) console.log('That failed; its test is left out.');
}
