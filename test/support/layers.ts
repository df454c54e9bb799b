/** The layers of precopy, lowest first: who may import whom, and who may touch what. */

/** A layer: files that belong together and what they may use. */
export interface Layer {
  /** Path prefixes that end in '/', or whole paths. */
  readonly holds: readonly string[];
  /** Packages; a name that ends in ':' admits a whole scheme. */
  readonly packages: readonly string[];
  /**
   * engine: no clock, no chance but the streams, no async, only portable mathematics;
   * pure: no clock, no chance but the streams, no process; edge: anything.
   */
  readonly conduct: 'engine' | 'pure' | 'edge';
}

/** Each layer may import itself and those before it. */
export const LAYERS: readonly Layer[] = [
  { holds: ['sim/engine/kernel/'], packages: ['seedrandom'], conduct: 'engine' },
  { holds: ['sim/engine/machine/memory/'], packages: [], conduct: 'engine' },
  { holds: ['sim/engine/machine/flow/'], packages: [], conduct: 'engine' },
  { holds: ['sim/engine/machine/scheduler/'], packages: [], conduct: 'engine' },
  { holds: ['sim/engine/machine/guest/'], packages: [], conduct: 'engine' },
  { holds: ['sim/engine/mechanism/'], packages: [], conduct: 'engine' },
  { holds: ['sim/text/'], packages: ['zod', 'yaml', 'js-yaml', 'csv-parse'], conduct: 'pure' },
  {
    holds: [
      'models/machine/',
      'models/benchmark/',
      'models/dirtying/',
      'models/workload/',
      'models/policy/',
      'models/fault/',
      'models/recovery/',
    ],
    packages: ['zod'],
    conduct: 'engine',
  },
  { holds: ['sim/scenario/'], packages: ['zod', 'yaml', 'mathjs'], conduct: 'pure' },
  { holds: ['sim/run/result/'], packages: [], conduct: 'engine' },
  { holds: ['sim/run/world/'], packages: [], conduct: 'engine' },
  { holds: ['sim/run/expected/pages/'], packages: [], conduct: 'engine' },
  { holds: ['sim/run/expected/stages/'], packages: [], conduct: 'engine' },
  { holds: ['sim/run/expected/contention/'], packages: [], conduct: 'engine' },
  { holds: ['sim/run/expected/run/'], packages: [], conduct: 'engine' },
  { holds: ['sim/run/'], packages: [], conduct: 'engine' },
  { holds: ['sim/study/fit/'], packages: ['mathjs'], conduct: 'pure' },
  { holds: ['sim/study/import/'], packages: ['zod'], conduct: 'pure' },
  { holds: ['sim/study/reproduce/'], packages: [], conduct: 'pure' },
  { holds: ['sim/study/interval/'], packages: [], conduct: 'pure' },
  { holds: ['sim/study/plan/'], packages: [], conduct: 'pure' },
  { holds: ['sim/study/validate/'], packages: [], conduct: 'pure' },
  { holds: ['sim/study/calibrate/'], packages: [], conduct: 'pure' },
  { holds: ['sim/study/explain/'], packages: [], conduct: 'pure' },
  { holds: ['sim/study/fuzz/'], packages: [], conduct: 'pure' },
  { holds: ['sim/output/document/'], packages: [], conduct: 'pure' },
  { holds: ['sim/output/csv/', 'sim/output/trace/'], packages: [], conduct: 'pure' },
  { holds: ['sim/output/text/'], packages: [], conduct: 'pure' },
  { holds: ['sim/output/html/'], packages: [], conduct: 'pure' },
  { holds: ['sim/output/page/'], packages: [], conduct: 'pure' },
  { holds: ['sim/app/files/'], packages: ['node:'], conduct: 'edge' },
  { holds: ['sim/app/pool/'], packages: ['piscina', 'node:'], conduct: 'edge' },
  {
    holds: ['sim/app/sweep/', 'sim/app/version.ts'],
    packages: ['node:', 'hyparquet-writer'],
    conduct: 'edge',
  },
  {
    holds: ['sim/app/lab/'],
    packages: ['preact', '@preact/signals', 'comlink', 'yaml', 'zod'],
    conduct: 'edge',
  },
  { holds: ['sim/app/cli/'], packages: ['yargs', 'node:'], conduct: 'edge' },
  { holds: ['sim/index.ts'], packages: [], conduct: 'pure' },
];

const within = (path: string, place: string): boolean =>
  path === place || (place.endsWith('/') && path.startsWith(place));

/** The layer a file belongs to, that of the longest prefix; undefined where the table has none. */
export function layerOf(path: string): Layer | undefined {
  const lengthIn = ({ holds }: Layer): number =>
    Math.max(...holds.map((place) => (within(path, place) ? place.length : 0)));
  const best = LAYERS.reduce((one, other) => (lengthIn(other) > lengthIn(one) ? other : one));
  return lengthIn(best) > 0 ? best : undefined;
}

/** Why a file of a layer may not import another file, in words; undefined when it may. */
export function whyNot(layer: Layer, target: string): string | undefined {
  const other = layerOf(target);
  if (other === layer) return undefined;
  if (other === undefined) return `${target} is in no layer`;
  const isEarlier = LAYERS.indexOf(other) < LAYERS.indexOf(layer);
  return isEarlier ? undefined : `${other.holds[0]} comes after ${layer.holds[0]}`;
}

/** Whether a name in `packages` stands for a package such as `yaml` or `node:fs`. */
export const grants = (allowed: string, name: string): boolean =>
  name === allowed || name.startsWith(allowed.endsWith(':') ? allowed : `${allowed}/`);

/** Whether a layer may import a package. */
export const mayUsePackage = ({ packages }: Layer, name: string): boolean =>
  packages.some((allowed) => grants(allowed, name));
