/** Circles of imports, those of types too: files that cannot be read one after the other. */
import type { Source } from './source.ts';

/** Groups of files that all reach each other, by Tarjan; what is loaded late does not count. */
export function circlesAmong(sources: readonly Source[]): readonly (readonly string[])[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = ({ path, imports }: Source): number => {
    const own = order.size;
    order.set(path, own);
    lowest.set(path, own);
    open.push(path);
    for (const { target, kind } of imports) {
      const next = byPath.get(target);
      if (next === undefined || kind === 'late') continue;
      const isNew = !order.has(target);
      if (!isNew && !open.includes(target)) continue;
      const low = isNew ? visit(next) : (order.get(target) ?? own);
      lowest.set(path, Math.min(lowest.get(path) ?? own, low));
    }
    if (lowest.get(path) === own) {
      const circle = open.splice(open.indexOf(path));
      if (circle.length > 1) circles.push(circle.sort());
    }
    return lowest.get(path) ?? own;
  };
  for (const source of sources) if (!order.has(source.path)) visit(source);
  return circles;
}
