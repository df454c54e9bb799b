/** The package as npm installs it: in an empty folder, without development dependencies. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Whatever hangs fails in a minute. */
const LIMITS = { timeout: 50_000, killSignal: 'SIGKILL' } as const;
const folder = mkdtempSync(join(tmpdir(), 'precopy-package-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sh = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, {
    ...LIMITS,
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

const precopy = (...args: readonly string[]): string =>
  sh(join(folder, 'node_modules/.bin/precopy'), ...args);

beforeAll(() => {
  // The build is there already.
  const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  const name = execFileSync('npm', pack, { ...LIMITS, encoding: 'utf8' }).trim();
  writeFileSync(join(folder, 'package.json'), '{"name": "empty", "type": "module"}');
  // Its packages were installed here as well: they are in the cache of npm.
  const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  sh('npm', 'install', '--omit=dev', ...quietly, `./${name}`);
});

describe('the installed package', () => {
  const scenario = 'node_modules/precopy/scenarios/teach/first-migration.yaml';

  it('runs a scenario, and needs no optional package for it', () => {
    expect(existsSync(join(folder, 'node_modules/sharp'))).toBe(false);
    const result = JSON.parse(precopy('run', scenario, '--set', 'vm.memory=128 MiB', '--json'));
    expect(result.migrations).toHaveLength(1);
    const plan = ['predict', scenario, '--set', 'vm.memory=128 MiB', '--replications', '1'];
    expect(precopy(...plan, '--at', '50 %')).toMatch(/^ +50 /mu);
  });

  it('reproduces claims on worker threads', () => {
    const words = ['--figure', '1', '--replications', '1', '--workers', '2', '--json'];
    expect(JSON.parse(precopy('reproduce', ...words)).claims.length).toBeGreaterThan(0);
  });

  it('says what is missing for the figures as PNG, before anything is simulated', () => {
    const words = ['reproduce', '--figure', '1', '--figures', 'there', '--png'];
    expect(() => precopy(...words)).toThrow(/--png: PNG is drawn with sharp/u);
  });

  it('serves the lab', async () => {
    const command = join(folder, 'node_modules/precopy/dist/cli/main.js');
    const lab = spawn(process.execPath, [command, 'lab', '--port', '0'], { cwd: folder });
    const line = await new Promise<string>((told) =>
      lab.stdout.once('data', (it) => told(`${it}`)),
    );
    const page = await fetch(/http:\S+/u.exec(line)?.[0] ?? '');
    expect(await page.text()).toContain('<title>');
    lab.kill();
  });

  it('is a library with types, of which none are of another package', () => {
    writeFileSync(join(folder, 'use.ts'), USE);
    const types = readFileSync(join(folder, 'node_modules/precopy/dist/lib/index.d.ts'), 'utf8');
    expect(types).not.toMatch(/\bfrom ["']/u);
    // A browser's types are not needed, and take as long to check as all the rest.
    const options = ['--strict', '--module', 'nodenext', '--target', 'es2023', '--lib', 'es2023'];
    const compiler = resolve('node_modules/typescript/bin/tsc');
    sh(process.execPath, compiler, ...options, '--skipLibCheck', 'false', 'use.ts');
    expect(JSON.parse(sh(process.execPath, 'use.js', scenario))).toEqual({ same: true, points: 1 });
    expect(sh(process.execPath, '-p', 'require.resolve("precopy/scenario.schema.json")')).toMatch(
      /scenario\.schema\.json/u,
    );
  });
});

const USE = `import { load, loadText, openFitter, Problem, run, type RunResult } from 'precopy';

declare const process: { readonly argv: readonly string[] };
declare const console: { log(text: string): void };
const { scenario, points } = await load(process.argv[2] ?? '', { set: { 'vm.memory': '128 MiB' } });
const one: RunResult = run(scenario);
const text = \`title: Text
hosts: {a: {}, b: {}}
guests: {vm: {host: a, memory: 16 MiB, workload: {kind: idle}}}
migrations: [{guest: vm, to: b}]
\`;
run((await loadText(text)).scenario);
const mistake = await loadText('title: x', { seed: '2' }).catch((error: unknown) => error);
if (!(mistake instanceof Problem)) throw new Error('no mistake found');
const { fitCurve } = await openFitter();
const fit = fitCurve('power', [1, 2, 3, 4].map((x) => ({ x, y: 3 / x })));
if (fit.n !== 4) throw new Error('no fit');
const again = run(points()[0]!.scenario);
const same = JSON.stringify(one) === JSON.stringify(again);
console.log(JSON.stringify({ same, points: points().length }));
`;
