/** The open page of the lab, from the end of the address: play, a lesson, a page to read. */
import { signal } from '@preact/signals';

/** A place in the lab. */
export interface Route {
  readonly page: 'play' | 'lesson' | 'docs';
  /** From 1. */
  readonly lesson: number;
  /** Packed texts of one side or two. */
  readonly shared: readonly string[];
  /** The page of the documentation and the section in it; empty for its top. */
  readonly doc: { readonly name: string; readonly section: string };
}

const NOWHERE = { lesson: 1, shared: [], doc: { name: 'index', section: '' } } as const;

/** `#/play`, `#/lesson/3`, `#/play/a=...&b=...`, `#/docs/explanation/model?section=9-limits`. */
function readRoute(hash: string): Route {
  const [, page = '', rest = ''] = hash.split('/');
  const lesson = /^\d{1,2}$/.test(rest) ? Number(rest) : 1;
  if (page === 'lesson') return { ...NOWHERE, page, lesson };
  if (page === 'docs') return { ...NOWHERE, page, doc: readDoc(hash) };
  const shared = [...rest.matchAll(/\b[ab]=([\w-]+)/g)].map(([, text]) => text as string);
  return { ...NOWHERE, page: 'play', shared };
}

function readDoc(hash: string): Route['doc'] {
  const { name = '', section = '' } =
    /^#\/docs\/(?<name>[^?]+)(?:\?section=(?<section>.*))?$/.exec(hash)?.groups ?? {};
  return name === '' ? NOWHERE.doc : { name, section };
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
