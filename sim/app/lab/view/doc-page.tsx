/** A page of the documentation beside the list of all. */
import { useEffect, useRef } from 'preact/hooks';
import type { DocPage } from '../docs/doc-page.ts';
import { CONTENTS, docPage, htmlOf } from '../docs/pages.ts';

interface Props {
  readonly name: string;
  /** The section to show; empty for the top. */
  readonly section: string;
}

export function DocPageView({ name, section }: Props) {
  const page = docPage(name);
  return (
    <main class="docs">
      <Contents name={name} />
      {page === undefined ? (
        <article class="panel">
          <h2>No such page</h2>
          <p>
            The list of pages has all that there are. <a href="#/docs">Begin at the first</a>.
          </p>
        </article>
      ) : (
        <Text page={page} section={section} />
      )}
    </main>
  );
}

/** Where there is room the list is open from the start. */
const hasRoom = (): boolean => matchMedia('(min-width: 961px)').matches;

function Contents({ name }: { readonly name: string }) {
  return (
    <nav class="pages" aria-label="Pages of the documentation">
      <details open={hasRoom()}>
        <summary>All pages</summary>
        {CONTENTS.map(({ words, pages }) => (
          <section key={words}>
            <h2>{words}</h2>
            <ul>
              {pages.map((page) => (
                <li key={page.name}>
                  <a
                    href={`#/docs/${page.name}`}
                    aria-current={page.name === name ? 'page' : undefined}
                  >
                    {page.title}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </details>
    </nav>
  );
}

interface TextProps {
  readonly page: DocPage;
  readonly section: string;
}

/** The page's own HTML. Keyboard and reader go on from the heading that was asked for. */
function Text({ page, section }: TextProps) {
  const place = useRef<HTMLElement>(null);
  const { name } = page;
  useEffect(() => {
    let isWanted = true;
    void htmlOf(page).then((html) => {
      const element = place.current;
      if (!isWanted || element === null) return;
      if (element.dataset.page !== name) element.innerHTML = html;
      element.dataset.page = name;
      showSection(element, section);
    });
    return () => {
      isWanted = false;
    };
  }, [page, section]);
  return (
    <div class="panel reading">
      <Sections page={page} />
      <article ref={place} aria-label={page.title} />
    </div>
  );
}

function showSection(element: HTMLElement, section: string): void {
  const headings = [...element.querySelectorAll<HTMLElement>('[data-section]')];
  const heading = headings.find(({ dataset }) => dataset.section === section);
  (heading ?? headings[0])?.focus({ preventScroll: true });
  if (heading === undefined) scrollTo(0, 0);
  else heading.scrollIntoView();
}

function Sections({ page }: { readonly page: DocPage }) {
  const sections = page.sections.filter(({ depth }) => depth === 2);
  if (sections.length < 2) return null;
  return (
    <nav class="sections" aria-label="On this page">
      {sections.map(({ id, words }) => (
        <a key={id} href={`#/docs/${page.name}?section=${id}`}>
          {words}
        </a>
      ))}
    </nav>
  );
}
