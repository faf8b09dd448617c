import { history } from 'prosemirror-history';
import { keymap } from 'prosemirror-keymap';
import { EditorState, Selection } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import { useEffect, useRef, useState } from 'react';
import { frameWindow, inertBody } from '../../html/frame-window.ts';
import { endOfOwnWords } from '../../state/writing/rich/below.ts';
import { hasLooks, readBody, writeHtml, writeText } from '../../state/writing/rich/convert.ts';
import { keys } from '../../state/writing/rich/keys.ts';
import { hasWords, pasteHtml } from '../../state/writing/rich/paste.ts';
import { type Pictures, takeInPictures } from '../../state/writing/rich/pictures-in.ts';
import { roomAfterTables } from '../../state/writing/rich/room-after-tables.ts';
import { pictureView, takePictures } from './pictures.ts';
import styles from './RichText.module.css';
import { Toolbar } from './Toolbar.tsx';

export interface Written {
  readonly html: string;
  readonly body: string;
  /** Whether plain text would lose something. */
  readonly hasLooks: boolean;
}

interface Props {
  /** The name for screen readers. */
  label: string;
  /** Must stay the same object as long as the text is the same. */
  pictures: Pictures;
  /** The initial text; after that the editor has the text. */
  html: string;
  startsHere: boolean;
  /** Whether the plain text says where pictures stand. */
  namesPictures?: boolean;
  onChange(written: Written): void;
  /** Called when the editor has read the text, with the text as it understands it. */
  onReady(hasLooks: boolean, html: string): void;
}

/** Elements in which the person types or chooses. */
const BUSY = 'input, textarea, select, [contenteditable], [role=menu], dialog';

/** The editor. It can only contain what its schema has: everything else is dropped, whatever is opened or pasted. */
export default function RichText({
  label,
  pictures,
  html,
  startsHere,
  namesPictures = true,
  onChange,
  onReady,
}: Props) {
  const place = useRef<HTMLDivElement>(null);
  const first = useRef({ html, startsHere });
  const told = useRef({ onChange, onReady });
  told.current = { onChange, onReady };
  const [view, setView] = useState<EditorView | null>(null);
  const [state, setState] = useState<EditorState | null>(null);

  useEffect(() => {
    let made: EditorView | undefined;
    let isGone = false;
    void frameWindow().then((parsing) => {
      if (isGone || !place.current) return;
      const body = inertBody(first.current.html, parsing);
      takeInPictures(body, '', pictures, true);
      const doc = readBody(body);
      const begin = EditorState.create({
        doc,
        selection: Selection.atStart(doc),
        plugins: [history(), keymap(keys), roomAfterTables],
      });
      const takeIn = (into: EditorView, event: Event, data: DataTransfer | null, at?: number): boolean => {
        const hasTaken = !hasWords(data, parsing) && takePictures(into, pictures, data, at);
        if (!hasTaken && !pasteHtml(into, data, parsing, pictures, at)) return false;
        event.stopPropagation();
        event.preventDefault();
        return true;
      };
      made = new EditorView(place.current, {
        state: begin,
        attributes: { 'aria-label': label, role: 'textbox', 'aria-multiline': 'true', class: styles.text ?? '' },
        nodeViews: { picture: (node) => pictureView(node, pictures) },
        dispatchTransaction(change) {
          if (!made) return;
          const next = made.state.apply(change);
          made.updateState(next);
          setState(next);
          if (!change.docChanged) return;
          told.current.onChange({
            html: writeHtml(next.doc, parsing),
            body: writeText(next.doc, namesPictures),
            hasLooks: hasLooks(next.doc),
          });
        },
        // The window takes dropped files too; files that the text takes must not be taken twice.
        handleDOMEvents: {
          // A click below everything continues the text, and does not go after the signature.
          mousedown(into, event) {
            const last = into.dom.lastElementChild;
            const end = endOfOwnWords(into.state);
            if (event.button !== 0 || !last || !end || event.clientY <= last.getBoundingClientRect().bottom)
              return false;
            into.dispatch(into.state.tr.setSelection(end));
            into.focus();
            event.preventDefault();
            return true;
          },
          // Before the editor parses it itself, under the page's policy.
          paste: (into, event) => takeIn(into, event, event.clipboardData),
          drop(into, event) {
            // The editor itself moves what is dragged within the text.
            if (into.dragging) return false;
            const at = into.posAtCoords({ left: event.clientX, top: event.clientY })?.pos;
            return takeIn(into, event, event.dataTransfer, at);
          },
        },
      });
      setState(begin);
      setView(made);
      told.current.onReady(hasLooks(doc), writeHtml(doc, parsing));
      // The person may be typing elsewhere in the window by now, or choosing from a menu.
      if (first.current.startsHere && !document.activeElement?.closest(BUSY)) made.focus();
    });
    return () => {
      isGone = true;
      made?.destroy();
    };
  }, [pictures, label, namesPictures]);

  return (
    <>
      <div ref={place} className={styles.place} />
      {view && state && <Toolbar view={view} state={state} pictures={pictures} />}
    </>
  );
}
