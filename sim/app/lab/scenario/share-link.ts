/** A scenario as the end of a link: compressed text in the letters that a link may have. */
import { TEXT_LIMIT_CHARACTERS } from '../../../text/source.ts';

/** Text to the characters of base64url. */
export async function packText(text: string): Promise<string> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/**
 * The text back.
 * @returns undefined for what is not a packed text, or is longer than a scenario may be.
 */
export async function unpackText(packed: string): Promise<string | undefined> {
  try {
    const letters = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return await readBounded(stream.pipeThrough(new TextDecoderStream('utf-8', { fatal: true })));
  } catch {
    return undefined;
  }
}

/** A few bytes may unpack to gigabytes: reading stops at the size limit of scenarios. */
async function readBounded(stream: ReadableStream<string>): Promise<string | undefined> {
  const reader = stream.getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += value;
    if (text.length > TEXT_LIMIT_CHARACTERS) {
      await reader.cancel();
      return undefined;
    }
  }
}
