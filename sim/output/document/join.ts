/** Several reports as one. */
import type { ReportDocument } from './document.ts';

/** @param documents at least one, each with the name of the file it is made of. */
export function joined(
  documents: readonly { readonly file: string; readonly document: ReportDocument }[],
): ReportDocument {
  const [first] = documents;
  if (documents.length === 1 && first !== undefined) return first.document;
  return {
    title: `${documents.length} results`,
    facts: [],
    sections: documents.flatMap(({ file, document: { title, facts, sections } }) => {
      const text = { kind: 'text' as const, text: file };
      return [{ title, blocks: [text, { kind: 'facts' as const, facts }] }, ...sections];
    }),
  };
}
