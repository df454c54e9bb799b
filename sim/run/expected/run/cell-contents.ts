/**
 * Guests whose pages are cells, for mechanisms that are run as they are: everything but the pages
 * is that of a page-exact run. Guests that do not migrate have no pages that matter.
 */
import type { Scenario } from '../../../scenario/scenario.ts';
import {
  type Contents,
  changesOf,
  deedsOf,
  pageContents,
  type Surroundings,
  slackOf,
} from '../../world/guests.ts';
import { layoutOf } from '../../world/layout.ts';
import { hintedPlaces, usedIn, zeroPlaces } from '../../world/zeros.ts';
import { CellMemory } from '../pages/cell-memory.ts';
import { CellRing } from '../pages/cell-ring.ts';
import { cellsOf } from '../pages/cells.ts';

export function cellContents(scenario: Scenario, name: string, around: Surroundings): Contents {
  const spec = scenario.guests[name];
  if (spec === undefined || !around.migrations.has(name)) {
    return pageContents(scenario, name, around);
  }
  const { parameters } = around;
  const changes = changesOf(around, name);
  const { pages, kernel, room } = layoutOf(spec, parameters);
  const { whole, scattered, share } = zeroPlaces(spec, { parameters, changes });
  const cells = cellsOf({
    pages,
    written: [...kernel.map(({ region }) => region), usedIn(room, spec, changes)],
    zeros: [
      ...whole.map((region) => ({ ...region, share: 1 })),
      ...scattered.map((region) => ({ ...region, share })),
    ],
    free: hintedPlaces(spec, { parameters, changes }),
  });
  const memory = new CellMemory({ pages, slackPages: slackOf(spec, parameters) }, cells);
  const deeds = deedsOf(scenario, name, { ...around, memory });
  return { memory, ...deeds, ring: (wire) => new CellRing(memory, wire) };
}
