import type { Node } from 'prosemirror-model';
import type { EditorView } from 'prosemirror-view';
import { type Pictures, SHOWN } from '../../state/writing/rich/pictures-in.ts';
import { schema } from '../../state/writing/rich/schema.ts';

/** Puts pasted or dropped pictures into the text. If other files are among them, does nothing, and all become attachments. */
export function takePictures(view: EditorView, pictures: Pictures, data: DataTransfer | null, at?: number): boolean {
  const files = [...(data?.files ?? [])];
  if (files.length === 0 || !files.every(({ type }) => SHOWN.test(type))) return false;
  showPictures(view, pictures, files, at);
  return true;
}

export function showPictures(view: EditorView, pictures: Pictures, files: readonly File[], at?: number): void {
  const shown = pictures.take(files).map((each) => schema.node('picture', { ...each }));
  if (shown.length > 0) view.dispatch(view.state.tr.insert(at ?? view.state.selection.from, shown).scrollIntoView());
}

/** Shows a picture from this device or our own server, never from an address in a text. */
export function pictureView({ attrs }: Node, pictures: Pictures): { dom: HTMLImageElement } {
  const dom = document.createElement('img');
  const url = pictures.url(attrs.cid as string);
  if (url) dom.src = url;
  dom.alt = attrs.alt as string;
  return { dom };
}
