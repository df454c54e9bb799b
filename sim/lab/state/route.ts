/** Where in the lab one is, as the end of the address: play, a lesson, or a shared setting. */
import { signal } from '@preact/signals';

/** A place in the lab. */
export interface Route {
  readonly page: 'play' | 'lesson';
  /** From 1. */
  readonly lesson: number;
  /** Packed texts of one side or two. */
  readonly shared: readonly string[];
}

/** `#/play`, `#/lesson/3`, `#/play/a=...&b=...`. */
function readRoute(hash: string): Route {
  const [, page = '', rest = ''] = hash.split('/');
  const lesson = /^\d{1,2}$/.test(rest) ? Number(rest) : 1;
  if (page === 'lesson') return { page, lesson, shared: [] };
  const shared = [...rest.matchAll(/\b[ab]=([\w-]+)/g)].map(([, text]) => text as string);
  return { page: 'play', lesson: 1, shared };
}

export const route = signal<Route>(readRoute(location.hash));

addEventListener('hashchange', () => {
  route.value = readRoute(location.hash);
});

/** The address of a setting, or of two that are compared. */
export function linkTo(packed: readonly string[]): string {
  const sides = packed.map((text, index) => `${'ab'[index]}=${text}`).join('&');
  return `${location.href.replace(/#.*$/s, '')}#/play/${sides}`;
}
