/** Files in and out: shipped scenarios, files of one's own, the text itself, results, links. */
import { useEffect, useState } from 'preact/hooks';
import { showMistake } from '../../../text/problem.ts';
import { packText } from '../scenario/share-link.ts';
import { FOLDERS, SHIPPED } from '../scenario/shipped.ts';
import { sweepPoints } from '../scenario/sweep-point.ts';
import type { Lab } from '../state/lab.ts';
import { linkTo } from '../state/route.ts';
import type { OpenFile, Side } from '../state/side.ts';

interface Props {
  readonly lab: Lab;
}

export function FilesPanel({ lab }: Props) {
  return (
    <section class="panel files" aria-label="Scenario">
      <h2>Scenario</h2>
      <Shipped lab={lab} />
      <label class="file">
        Open a file of yours{' '}
        <input
          type="file"
          multiple
          accept=".yaml,.yml,.json,.csv"
          onChange={async (event) => {
            const { currentTarget } = event;
            const file = await readFiles(currentTarget.files ?? []);
            currentTarget.value = '';
            if (file !== undefined) await lab.open(file);
          }}
        />
      </label>
      <SweepChoice lab={lab} />
      <MigrationChoice side={lab.turned.value} />
      <div class="buttons">
        <button type="button" onClick={() => saveScenario(lab.turned.value)}>
          Save scenario
        </button>
        <button type="button" onClick={() => saveResult(lab.turned.value)}>
          Save result
        </button>
        <Share lab={lab} />
      </div>
      <Text lab={lab} />
    </section>
  );
}

function Shipped({ lab }: Props) {
  return (
    <label>
      Open a shipped one{' '}
      <select
        id="shipped"
        value=""
        onChange={(event) => {
          const { value } = event.currentTarget;
          const chosen = SHIPPED.find(({ path }) => path === value);
          event.currentTarget.value = '';
          if (chosen === undefined) return;
          void lab.open({ name: value.replace(/^.*\//, ''), text: chosen.text, tables: {} });
        }}
      >
        <option value="">choose …</option>
        {Object.entries(FOLDERS).map(([folder, words]) => (
          <optgroup key={folder} label={words}>
            {SHIPPED.filter(({ path }) => path.startsWith(`${folder}/`)).map(({ path, title }) => (
              <option key={path} value={path}>
                {title}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}

/** A file with a sweep is played point by point. */
function SweepChoice({ lab }: Props) {
  const { text } = lab.turned.value.file.value;
  const points = sweepPoints(text);
  if (points.length === 0) return null;
  return (
    <label>
      This file has a sweep; play its point{' '}
      <select
        id="sweep-point"
        value=""
        onChange={(event) => {
          const point = points[Number(event.currentTarget.value)];
          if (point !== undefined) void lab.edit(point.text());
        }}
      >
        <option value="">none: the file without its sweep</option>
        {points.map(({ name }, index) => (
          <option key={name} value={String(index)}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function MigrationChoice({ side }: { readonly side: Side }) {
  const pages = side.playable.value?.pages ?? [];
  if (pages.length < 2) return null;
  return (
    <label>
      Watch the migration of{' '}
      <select
        value={String(side.migration.value)}
        onChange={(event) => {
          side.migration.value = Number(event.currentTarget.value);
        }}
      >
        {pages.map(({ guest }, index) => (
          <option key={guest} value={String(index)}>
            {guest}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Gives a text to the browser as a file. */
function download(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function saveScenario({ file }: Side): void {
  const { name, text } = file.value;
  download(name.replace(/\.(yml|json)$/, '.yaml'), text, 'text/yaml');
}

/** The bytes that `precopy run FILE --json` prints. */
function saveResult({ file, playable }: Side): void {
  const json = playable.value?.json;
  if (json === undefined) return;
  download(file.value.name.replace(/\.\w+$/, '.json'), `${json}\n`, 'application/json');
}

/** Whether the browser lets us put a text where it can be pasted from. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function Share({ lab }: Props) {
  const [link, show] = useState('');
  const [isCopied, tell] = useState(false);
  const share = async (): Promise<void> => {
    const texts = lab.sides.value.map(({ file }) => packText(file.value.text));
    const made = linkTo(await Promise.all(texts));
    show(made);
    tell(await copied(made));
  };
  return (
    <>
      <button type="button" onClick={() => void share()}>
        Share as a link
      </button>
      {link === '' ? null : (
        <div class="shared" role="status">
          <p class="quiet">{isCopied ? 'The link is copied:' : 'Copy this link:'}</p>
          <input
            class="link"
            readOnly
            aria-label="Link to this setting"
            value={link}
            onFocus={(event) => event.currentTarget.select()}
          />
        </div>
      )}
    </>
  );
}

/** The file itself, to be read and changed. */
function Text({ lab }: Props) {
  const { text, name } = lab.turned.value.file.value;
  const [written, write] = useState(text);
  useEffect(() => write(text), [text]);
  return (
    <details>
      <summary>The file: {name}</summary>
      <textarea
        aria-label="Scenario file"
        spellcheck={false}
        rows={Math.min(28, written.split('\n').length + 1)}
        value={written}
        onInput={(event) => write(event.currentTarget.value)}
      />
      <button type="button" disabled={written === text} onClick={() => void lab.edit(written)}>
        Run what I wrote
      </button>
    </details>
  );
}

/** Mistakes and warnings of a side's file. */
export function Mistakes({ side }: { readonly side: Side }) {
  const fault = side.fault.value;
  const mistakes = side.mistakes.value;
  if (fault === undefined && mistakes.length === 0) return null;
  return (
    <div class="mistakes" role="alert">
      {fault === undefined ? null : <p>A fault of precopy, not yours: {fault}</p>}
      <ul>
        {mistakes.map((mistake) => (
          <li key={showMistake(mistake)}>{showMistake(mistake)}</li>
        ))}
      </ul>
    </div>
  );
}

/** @returns undefined when there is no scenario among them. */
export async function readFiles(files: Iterable<File>): Promise<OpenFile | undefined> {
  let scenario: { name: string; text: string } | undefined;
  const tables: Record<string, string> = {};
  for (const file of files) {
    const text = await file.text();
    if (/\.csv$/i.test(file.name)) tables[file.name] = text;
    else scenario ??= { name: file.name, text };
  }
  return scenario === undefined ? undefined : { ...scenario, tables };
}
