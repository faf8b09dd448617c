import { DOMSerializer, type Node, DOMParser as Reader } from 'prosemirror-model';
import { inertBody } from '../../../html/frame-window.ts';
import { INKS, type Ink, SIZES, type Size, schema } from './schema.ts';
import { takeApartLayout } from './tables.ts';

/** The border is visible on light and on dark backgrounds. */
const CELL = 'border:1px solid #9a9a96;padding:4px 8px;vertical-align:top;text-align:start';

const reader = Reader.fromSchema(schema);
const writer = DOMSerializer.fromSchema(schema);

/** Reads HTML into a document of the editor. @param body of `inertBody()`; it is changed */
export function readBody(body: HTMLElement): Node {
  // A `<br>` at the end of a line only keeps the line open.
  for (const br of body.querySelectorAll('br')) if (!br.nextSibling && br.parentElement !== body) br.remove();
  takeApartLayout(body);
  // A table at the end gets a line after it, so that there is a place to type.
  if (body.lastElementChild?.nodeName === 'TABLE') body.append(body.ownerDocument.createElement('div'));
  return reader.parse(body);
}

/** Returns the document as HTML to send, with inline styles, because not all mail programs know style sheets. */
export function writeHtml(doc: Node, view: Window): string {
  const body = inertBody('', view);
  const { ownerDocument } = body;
  body.append(writer.serializeFragment(doc.content, { document: ownerDocument }));
  for (const span of body.querySelectorAll('span')) {
    const { ink, size } = span.dataset;
    if (ink) span.style.color = INKS[ink as Ink] ?? '';
    if (size) span.style.fontSize = SIZES[size as Size] ?? '';
    span.removeAttribute('data-ink');
    span.removeAttribute('data-size');
  }
  for (const table of body.querySelectorAll('table')) table.style.borderCollapse = 'collapse';
  for (const cell of body.querySelectorAll<HTMLElement>('td, th')) cell.style.cssText = CELL;
  for (const picture of body.querySelectorAll('img')) picture.style.maxWidth = '100%';
  for (const line of body.querySelectorAll('div:empty, li > div:empty')) line.append(ownerDocument.createElement('br'));
  return body.innerHTML;
}

/** Returns the document as plain text (RFC 2046 5.1.4: the plainest alternative). @param namesPictures names pictures where they stand */
export function writeText(doc: Node, namesPictures = true): string {
  return linesOf(doc, namesPictures).join('\n');
}

function linesOf(node: Node, namesPictures: boolean): string[] {
  const lines: string[] = [];
  let number = 0;
  node.forEach((child) => {
    switch (child.type.name) {
      case 'paragraph':
        lines.push(...textOf(child, namesPictures).split('\n'));
        break;
      case 'table_row': {
        const cells: string[] = [];
        child.forEach((cell) => {
          cells.push(linesOf(cell, namesPictures).join(' ').trim());
        });
        lines.push(cells.join(' | '));
        break;
      }
      case 'blockquote':
        lines.push(...linesOf(child, namesPictures).map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`)));
        break;
      case 'list_item': {
        number++;
        const mark = node.type.name === 'ordered_list' ? `${number}. ` : '- ';
        lines.push(
          ...linesOf(child, namesPictures).map((line, at) => (at === 0 ? mark : ' '.repeat(mark.length)) + line),
        );
        break;
      }
      default:
        lines.push(...linesOf(child, namesPictures));
    }
  });
  return lines;
}

function textOf(paragraph: Node, namesPictures: boolean): string {
  let text = '';
  paragraph.forEach((child, _offset, at) => {
    if (child.type.name === 'hard_break') text += '\n';
    else if (child.type.name === 'picture') text += namesPictures ? `[${child.attrs.alt || '…'}]` : '';
    else text += child.text ?? '';
    const href = linkAt(child);
    const next = at + 1 < paragraph.childCount ? linkAt(paragraph.child(at + 1)) : undefined;
    if (href !== undefined && href !== next && !text.endsWith(href.replace(/^mailto:/i, ''))) text += ` <${href}>`;
  });
  return text;
}

function linkAt(node: Node): string | undefined {
  return node.marks.find(({ type }) => type.name === 'link')?.attrs.href as string | undefined;
}

/** Returns whether plain text would lose anything of the document. */
export function hasLooks(doc: Node): boolean {
  let has = false;
  doc.descendants((node) => {
    has ||= node.marks.length > 0 || !['paragraph', 'signature', 'text', 'hard_break'].includes(node.type.name);
    return !has;
  });
  return has;
}
