import { DOMParser as Reader } from 'prosemirror-model';
import { Selection } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import { inertBody } from '../../../html/frame-window.ts';
import { richText } from '../../../words/rich/index.ts';
import { show } from '../../toasts.ts';
import { type Pictures, takeInPictures } from './pictures-in.ts';
import { schema } from './schema.ts';
import { takeApartLayout } from './tables.ts';

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
  const { tr } = view.state;
  if (at !== undefined) tr.setSelection(Selection.near(tr.doc.resolve(at)));
  view.dispatch(tr.replaceSelection(reader.parseSlice(body)).scrollIntoView());
  return true;
}
