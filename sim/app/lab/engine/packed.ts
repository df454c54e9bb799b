/** Modules that are packed text until they are needed. */
import { unpackText } from '../scenario/share-link.ts';

/** The module of a packed text. @throws Error for what is none: the lab's build is wrong. */
export async function importPacked(packed: string): Promise<unknown> {
  const text = await unpackText(packed);
  if (text === undefined) throw new Error('a packed module cannot be read');
  const address = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  try {
    return await import(/* @vite-ignore */ address);
  } finally {
    URL.revokeObjectURL(address);
  }
}
