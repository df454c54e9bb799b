/** Interfaces of a source file as tables: a row a field, its meaning from its comment. */
import ts from 'typescript';
import { textOf } from './source.ts';

/** One field of an interface. */
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly isOptional: boolean;
  readonly meaning: string;
}

/** An interface of a file, without what it inherits. */
export interface Shape {
  readonly name: string;
  readonly meaning: string;
  readonly extended: readonly string[];
  readonly fields: readonly Field[];
}

/** All interfaces that a file exports, in its order. */
export function shapesOf(path: string): Shape[] {
  const tree = ts.createSourceFile(path, textOf(path), ts.ScriptTarget.Latest, true);
  return tree.statements.filter(ts.isInterfaceDeclaration).map((node) => ({
    name: node.name.text,
    meaning: commentOf(node),
    extended: (node.heritageClauses ?? []).flatMap(({ types }) =>
      types.map((type) => type.getText()),
    ),
    fields: node.members.map(fieldOf),
  }));
}

function fieldOf(member: ts.TypeElement): Field {
  const type = ts.isPropertySignature(member) ? (member.type?.getText() ?? '') : 'function';
  return {
    name: member.name?.getText() ?? '',
    type: type.replaceAll(/\s+/gu, ' ').replaceAll('readonly ', ''),
    isOptional: member.questionToken !== undefined,
    meaning: commentOf(member),
  };
}

/** The text of a node's comment on one line, without its tags. */
function commentOf(node: ts.Node): string {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return (ts.getTextOfJSDocComment(comment?.comment) ?? '').replaceAll(/\s+/gu, ' ').trim();
}

/** A section with a table of its fields. */
export function shapeSection({ name, meaning, extended, fields }: Shape): string {
  const also = extended.length === 0 ? '' : `Also all fields of ${extended.join(' and ')}.`;
  const rows = fields.map((field) => {
    const cells = [
      `\`${field.name}\``,
      `\`${field.type}\`${field.isOptional ? ', may be absent' : ''}`,
      field.meaning,
    ];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  const table = ['| field | type | meaning |', '| --- | --- | --- |', ...rows].join('\n');
  return [`## ${name}`, meaning, also, table].filter((part) => part !== '').join('\n\n');
}
