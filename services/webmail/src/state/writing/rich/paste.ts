import { DOMParser as Reader } from 'prosemirror-model';
import { Selection } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import { inertBody } from '../../../html/frame-window.ts';
import { richText } from '../../../words/rich/index.ts';
import { show } from '../../toasts.ts';
import { type Pictures, takeInPictures } from './pictures-in.ts';
import { schema } from './schema.ts';
import { takeApartLayout } from './tables.ts';
import { makeWordLists } from './word-lists.ts';

/** Returns whether the copied data has text. Programs put a picture of the text beside it. */
export function hasWords(data: DataTransfer | null, parsing: Window): boolean {
  const html = data?.getData('text/html') ?? '';
  return html !== '' && (bodyOf(html, parsing).textContent ?? '').trim() !== '';
}

function bodyOf(html: string, parsing: Window): HTMLElement {
  const body = inertBody(html, parsing);
  for (const element of body.querySelectorAll('style, script, title')) element.remove();
  return body;
}

const reader = Reader.fromSchema(schema);

/**
 * Pastes HTML of another program with its structure but without its styles; what was copied in the editor itself is left to the editor.
 * @param at where it was dropped; undefined: at the cursor
 */
export function pasteHtml(
  view: EditorView,
  data: DataTransfer | null,
  parsing: Window,
  pictures: Pictures,
  at?: number,
): boolean {
  const html = data?.getData('text/html') ?? '';
  if (html === '' || html.includes('data-pm-slice')) return false;
  const body = bodyOf(html, parsing);
  const left = takeInPictures(body, data?.getData('text/rtf') ?? '', pictures);
  if (left > 0) show(richText('picturesLeft', { count: left }));
  takeApartLayout(body);
  makeWordLists(body);
  for (const heading of body.querySelectorAll('h1, h2, h3, h4, h5, h6')) embolden(heading);
  const slice = reader.parseSlice(body);
  const { tr } = view.state;
  if (at !== undefined) tr.setSelection(Selection.near(tr.doc.resolve(at)));
  view.dispatch(tr.replaceSelection(slice).scrollIntoView());
  if (slice.content.lastChild?.type.name === 'table') goOnAfterTable(view);
  return true;
}

/** The editor has no headings; their lines are bold. */
function embolden(heading: Element): void {
  const bold = heading.ownerDocument.createElement('strong');
  bold.append(...heading.childNodes);
  heading.append(bold);
}

/** Moves the cursor from a pasted table to the line below it. */
function goOnAfterTable(view: EditorView): void {
  const { doc, selection, tr } = view.state;
  const { $to } = selection;
  const depth = Array.from({ length: $to.depth + 1 }, (_, at) => at).find((at) => $to.node(at).type.name === 'table');
  if (depth === undefined) return;
  view.dispatch(tr.setSelection(Selection.near(doc.resolve($to.after(depth)))).scrollIntoView());
}
