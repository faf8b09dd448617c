import { DOMParser as Reader } from 'prosemirror-model';
import type { EditorView } from 'prosemirror-view';
import { inertBody } from '../../../html/frame-window.ts';
import { schema } from './schema.ts';

const reader = Reader.fromSchema(schema);

/** HTML of another program keeps its structure and drops its styles; what was copied in the editor itself is the editor's to paste. */
export function pasteHtml(view: EditorView, data: DataTransfer | null, parsing: Window): boolean {
  const html = data?.getData('text/html') ?? '';
  if (html === '' || html.includes('data-pm-slice')) return false;
  const body = inertBody(html, parsing);
  for (const element of body.querySelectorAll('style, title')) element.remove();
  view.dispatch(view.state.tr.replaceSelection(reader.parseSlice(body)).scrollIntoView());
  return true;
}
