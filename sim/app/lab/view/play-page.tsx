/** The page on which one plays: settings beside what they lead to. */
import { useEffect, useState } from 'preact/hooks';
import { visible } from '../../../text/visible.ts';
import { unpackText } from '../scenario/share-link.ts';
import type { Lab } from '../state/lab.ts';
import { route } from '../state/route.ts';
import type { Side } from '../state/side.ts';
import { BreakPanel, breakKeys } from './break-panel.tsx';
import { Busy } from './busy.tsx';
import { ComparePanel } from './compare-panel.tsx';
import { FilesPanel, Mistakes, readFiles } from './files-panel.tsx';
import { FilmView } from './film-view.tsx';
import { KnobPanel } from './knob-panel.tsx';
import { Transport, timeKeys } from './transport.tsx';

export function PlayPage({ lab }: { readonly lab: Lab }) {
  const { shared } = route.value;
  const [unreadable, setUnreadable] = useState(false);
  useEffect(() => {
    void openShared(lab, shared).then((isRead) => setUnreadable(!isRead));
  }, [shared]);
  useEffect(() => listenAnywhere(lab), []);
  const isComparing = lab.isComparing.value;
  return (
    <main class="play">
      <div class="stage">
        {unreadable ? (
          <p class="mistakes" role="alert">
            The link is damaged: it holds no scenario. Ask for it again, or open a file.
          </p>
        ) : null}
        <Transport player={lab.player} />
        <BreakPanel lab={lab} />
        <ComparePanel lab={lab} />
        <div class={isComparing ? 'sides two' : 'sides'}>
          {lab.sides.value.map((side) => (
            <SideView key={side.name} side={side} lab={lab} />
          ))}
        </div>
      </div>
      <div class="settings">
        <FilesPanel lab={lab} />
        <CompareButtons lab={lab} />
        <KnobPanel lab={lab} />
      </div>
    </main>
  );
}

/** @returns false for a link that cannot be read. */
async function openShared(lab: Lab, shared: readonly string[]): Promise<boolean> {
  const link = shared.join(' ');
  if (link !== '' && link === lab.openedLink) return true;
  const texts = await Promise.all(shared.map(unpackText));
  lab.openedLink = texts.includes(undefined) ? '' : link;
  const [first, second] = texts;
  if (first !== undefined) {
    lab.isComparing.value = second !== undefined;
    if (second !== undefined) {
      lab.turned.value = lab.b;
      await lab.open({ name: 'shared-b.yaml', text: second, tables: {} });
    }
    lab.turned.value = lab.a;
    await lab.open({ name: 'shared.yaml', text: first, tables: {} });
  } else await lab.start();
  return !texts.includes(undefined);
}

/** Keys of time and dropped files work on the whole page. */
function listenAnywhere(lab: Lab): () => void {
  const keys = (event: KeyboardEvent): void => {
    timeKeys(lab.player, event);
    breakKeys(lab, event);
  };
  const allow = (event: DragEvent): void => event.preventDefault();
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    void readFiles(event.dataTransfer?.files ?? []).then((file) => {
      if (file !== undefined) void lab.open(file);
    });
  };
  addEventListener('keydown', keys);
  addEventListener('dragover', allow);
  addEventListener('drop', drop);
  return () => {
    removeEventListener('keydown', keys);
    removeEventListener('dragover', allow);
    removeEventListener('drop', drop);
  };
}

function CompareButtons({ lab }: { readonly lab: Lab }) {
  if (!lab.isComparing.value) {
    return (
      <button type="button" onClick={() => void lab.compare()}>
        Compare with another setting
      </button>
    );
  }
  return (
    <fieldset class="which">
      <legend>Turn the knobs of</legend>
      {[lab.a, lab.b].map((side) => (
        <button
          key={side.name}
          type="button"
          aria-pressed={lab.turned.value === side}
          onClick={() => {
            lab.turned.value = side;
          }}
        >
          {side.name}
        </button>
      ))}
      <button type="button" onClick={() => void lab.endComparison()}>
        Keep {lab.turned.value.name} only
      </button>
    </fieldset>
  );
}

function SideView({ side, lab }: { readonly side: Side; readonly lab: Lab }) {
  const film = side.film.value;
  const title = side.playable.value?.result.title ?? side.file.value.name;
  return (
    <article class="side" aria-label={`Run ${side.name}`} aria-busy={side.isRunning.value}>
      <h2>
        {lab.isComparing.value ? <span class="badge">{side.name}</span> : null}
        <bdi>{visible(title)}</bdi>
        {side.isRunning.value ? <em> simulating …</em> : null}
      </h2>
      <Busy side={side} />
      <Mistakes side={side} />
      {film === undefined ? <div class="waiting" /> : <FilmView film={film} player={lab.player} />}
    </article>
  );
}
