/** The layers of precopy, lowest first: who may import whom, and who may touch what. */

/** A layer: files that belong together and what they may use. */
export interface Layer {
  readonly name: string;
  /** Path prefixes that end in '/', or whole paths. */
  readonly holds: readonly string[];
  /** Packages; a name that ends in ':' admits a whole scheme. */
  readonly packages: readonly string[];
  /** The only other paths it may import; without it, every layer before this one. */
  readonly only?: readonly string[];
  /**
   * engine: no clock, no chance but the streams, no async, only portable mathematics;
   * pure: no clock, no chance but the streams, no process; edge: anything.
   */
  readonly conduct: 'engine' | 'pure' | 'edge';
}

/** Each layer may import itself and those before it. */
export const LAYERS: readonly Layer[] = [
  { name: 'kernel', holds: ['sim/kernel/'], packages: ['seedrandom'], conduct: 'engine' },
  { name: 'machine', holds: ['sim/machine/'], packages: [], conduct: 'engine' },
  {
    name: 'models',
    holds: ['models/dirtying/', 'models/workload/', 'models/profile/', 'models/benchmark/'],
    packages: [],
    conduct: 'engine',
  },
  { name: 'mechanism', holds: ['sim/mechanism/'], packages: [], conduct: 'engine' },
  {
    name: 'scenarios',
    holds: ['scenarios/'],
    packages: ['zod', 'yaml'],
    only: [
      'models/profile/',
      'models/benchmark/',
      'models/workload/course.ts',
      'sim/kernel/portable.ts',
      'sim/kernel/random.ts',
      'sim/kernel/trigonometry.ts',
    ],
    conduct: 'pure',
  },
  {
    name: 'formula',
    holds: ['models/formula/'],
    packages: ['mathjs'],
    only: ['scenarios/'],
    conduct: 'pure',
  },
  {
    name: 'run',
    holds: [
      'sim/run.ts',
      'sim/sweep.ts',
      'sim/result.ts',
      'sim/run-row.ts',
      'sim/version.ts',
      'sim/together.ts',
      'sim/performance-curve.ts',
      'sim/recording.ts',
      'sim/page-recording.ts',
      'sim/recorded-run.ts',
      'sim/build/',
      'sim/expected/',
    ],
    packages: [],
    conduct: 'engine',
  },
  {
    name: 'fit',
    holds: ['models/fit/'],
    packages: ['mathjs'],
    only: ['sim/kernel/', 'scenarios/problem.ts'],
    conduct: 'pure',
  },
  { name: 'io', holds: ['sim/io/'], packages: ['csv-parse', 'yaml', 'node:'], conduct: 'edge' },
  {
    name: 'import',
    holds: ['sim/import/'],
    packages: ['zod'],
    only: ['sim/io/', 'scenarios/problem.ts', 'scenarios/suggest.ts'],
    conduct: 'pure',
  },
  { name: 'reproduce', holds: ['sim/reproduce/'], packages: [], conduct: 'pure' },
  { name: 'plan', holds: ['sim/plan/'], packages: [], conduct: 'pure' },
  { name: 'validate', holds: ['sim/validate/'], packages: [], conduct: 'pure' },
  { name: 'calibrate', holds: ['sim/calibrate/'], packages: [], conduct: 'pure' },
  { name: 'pool', holds: ['sim/pool/'], packages: ['piscina', 'node:'], conduct: 'edge' },
  { name: 'batch', holds: ['sim/batch/'], packages: ['node:'], conduct: 'edge' },
  { name: 'report', holds: ['sim/report/'], packages: [], conduct: 'pure' },
  { name: 'web-report', holds: ['sim/web-report/'], packages: [], conduct: 'pure' },
  {
    name: 'lab',
    holds: ['sim/lab/'],
    packages: ['preact', '@preact/signals', 'comlink', 'yaml', 'zod'],
    conduct: 'edge',
  },
  {
    name: 'cli',
    holds: ['sim/cli/'],
    packages: ['yargs', 'playwright-core', 'node:'],
    conduct: 'edge',
  },
  { name: 'index', holds: ['sim/index.ts'], packages: [], conduct: 'pure' },
];

const within = (path: string, places: readonly string[]): boolean =>
  places.some((place) => path === place || (place.endsWith('/') && path.startsWith(place)));

/** The layer a file belongs to; undefined for a file that has no place in the table. */
export function layerOf(path: string): Layer | undefined {
  return LAYERS.find((layer) => within(path, layer.holds));
}

/** Why a file of a layer may not import another file, in words; undefined when it may. */
export function whyNot(layer: Layer, target: string): string | undefined {
  const other = layerOf(target);
  if (other === layer) return undefined;
  if (other === undefined) return `${target} is in no layer`;
  if (layer.only !== undefined) {
    return within(target, layer.only) ? undefined : `${layer.name} may only use ${layer.only}`;
  }
  const isEarlier = LAYERS.indexOf(other) < LAYERS.indexOf(layer);
  return isEarlier ? undefined : `${other.name} comes after ${layer.name}`;
}

/** Whether a layer may import a package such as `yaml` or `node:fs`. */
export function mayUsePackage(layer: Layer, name: string): boolean {
  return layer.packages.some(
    (allowed) =>
      name === allowed || name.startsWith(allowed.endsWith(':') ? allowed : `${allowed}/`),
  );
}
