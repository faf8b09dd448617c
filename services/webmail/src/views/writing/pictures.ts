import type { Node } from 'prosemirror-model';
import type { EditorView } from 'prosemirror-view';
import { schema } from '../../state/writing/rich/schema.ts';
import { attach, pictureUrl } from '../../state/writing/uploads.ts';

const SHOWN = /^image\/(?:png|gif|jpeg|webp)$/;

/** Pictures that come by paste or drop go into the text. With other files among them all stand beside it. */
export function takePictures(view: EditorView, draftKey: string, data: DataTransfer | null, at?: number): boolean {
  const files = [...(data?.files ?? [])];
  if (files.length === 0 || !files.every(({ type }) => SHOWN.test(type))) return false;
  showPictures(view, draftKey, files, at);
  return true;
}

export function showPictures(view: EditorView, draftKey: string, files: readonly File[], at?: number): void {
  const pictures = attach(draftKey, files, true).map(({ cid, name }) => schema.node('picture', { cid, alt: name }));
  if (pictures.length > 0)
    view.dispatch(view.state.tr.insert(at ?? view.state.selection.from, pictures).scrollIntoView());
}

/** It comes from this device or our own server, never from where a text says. */
export function pictureView({ attrs }: Node, draftKey: string): { dom: HTMLImageElement } {
  const dom = document.createElement('img');
  const url = pictureUrl(draftKey, attrs.cid as string);
  if (url) dom.src = url;
  dom.alt = attrs.alt as string;
  return { dom };
}
