/** Files in and out: shipped scenarios, files of one's own, the text itself, results, links. */
import { useEffect, useState } from 'preact/hooks';
import { download } from '../../../output/page/download.ts';
import { showMistake } from '../../../text/problem.ts';
import { visible } from '../../../text/visible.ts';
import { packText } from '../scenario/share-link.ts';
import { FOLDERS, SHIPPED, shippedText } from '../scenario/shipped.ts';
import { sweepPoints } from '../scenario/sweep-point.ts';
import type { Lab } from '../state/lab.ts';
import { linkTo } from '../state/route.ts';
import type { OpenFile, Side } from '../state/side.ts';
import { Choice } from './choice.tsx';
import { Folding } from './folding.tsx';

interface Props {
  readonly lab: Lab;
}

export function FilesPanel({ lab }: Props) {
  return (
    <Folding name="Scenario" class="files">
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
    </Folding>
  );
}

function Shipped({ lab }: Props) {
  const groups = Object.entries(FOLDERS).map(([folder, words]) => {
    const own = SHIPPED.filter(({ path }) => path.startsWith(`${folder}/`));
    return [words, own.map(({ path, title }) => [path, title] as const)] as const;
  });
  const open = (path: string): void => {
    const name = path.replace(/^.*\//, '');
    if (path !== '') void lab.open({ name, text: shippedText(path), tables: {} });
  };
  return (
    <Choice
      label="Open a shipped one"
      id="shipped"
      value=""
      entries={[['', 'choose …']]}
      groups={Object.fromEntries(groups)}
      onChoose={open}
    />
  );
}

/** A file with a sweep is played point by point. */
function SweepChoice({ lab }: Props) {
  const { text } = lab.turned.value.file.value;
  const points = sweepPoints(text);
  if (points.length === 0) return null;
  const names = points.map(({ name }, index) => [String(index), name] as const);
  return (
    <Choice
      label="This file has a sweep; play its point"
      id="sweep-point"
      value=""
      entries={[['', 'none: the file without its sweep'], ...names]}
      onChoose={(value) => {
        const point = value === '' ? undefined : points[Number(value)];
        if (point !== undefined) void lab.edit(point.text());
      }}
    />
  );
}

function MigrationChoice({ side }: { readonly side: Side }) {
  const pages = side.playable.value?.pages ?? [];
  if (pages.length < 2) return null;
  return (
    <Choice
      label="Watch the migration of"
      value={String(side.migration.value)}
      entries={pages.map(({ guest }, index) => [String(index), visible(guest)])}
      onChoose={(value) => {
        side.migration.value = Number(value);
      }}
    />
  );
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

/** The address of a file on disk names a place that others do not have. */
const isFromDisk = location.protocol === 'file:';
const FROM_DISK =
  ' It opens where this lab lies at the same path. Anywhere else, open a lab and put the part ' +
  'from # on behind its address.';

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
          <p class="quiet">
            {isCopied ? 'The link is copied:' : 'Copy this link:'}
            {isFromDisk ? FROM_DISK : ''}
          </p>
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
