import { history } from 'prosemirror-history';
import { keymap } from 'prosemirror-keymap';
import { EditorState, Selection } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import { useEffect, useRef, useState } from 'react';
import { frameWindow } from '../../html/frame-window.ts';
import { hasLooks, readHtml, writeHtml, writeText } from '../../state/writing/rich/convert.ts';
import { keys } from '../../state/writing/rich/keys.ts';
import { pasteHtml } from '../../state/writing/rich/paste.ts';
import { useWords } from '../../words/index.ts';
import { pictureView, takePictures } from './pictures.ts';
import styles from './RichText.module.css';
import { Toolbar } from './Toolbar.tsx';

export interface Written {
  readonly html: string;
  readonly body: string;
  /** Something of it would be lost in plain text. */
  readonly hasLooks: boolean;
}

interface Props {
  draftKey: string;
  /** What there is at first; afterwards the text is here. */
  html: string;
  startsHere: boolean;
  onChange(written: Written): void;
  /** The text is there. */
  onReady(hasLooks: boolean): void;
}

/** Words with how they look. What it can show is what its schema has: nothing else comes in, whatever is opened or pasted. */
export default function RichText({ draftKey, html, startsHere, onChange, onReady }: Props) {
  const t = useWords();
  const place = useRef<HTMLDivElement>(null);
  const first = useRef({ html, startsHere });
  const told = useRef({ onChange, onReady });
  told.current = { onChange, onReady };
  const [view, setView] = useState<EditorView | null>(null);
  const [state, setState] = useState<EditorState | null>(null);
  const label = t('compose.body');

  useEffect(() => {
    let made: EditorView | undefined;
    let isGone = false;
    void frameWindow().then((parsing) => {
      if (isGone || !place.current) return;
      const doc = readHtml(first.current.html, parsing);
      const begin = EditorState.create({
        doc,
        selection: Selection.atStart(doc),
        plugins: [history(), keymap(keys)],
      });
      made = new EditorView(place.current, {
        state: begin,
        attributes: { 'aria-label': label, role: 'textbox', 'aria-multiline': 'true', class: styles.text ?? '' },
        nodeViews: { picture: (node) => pictureView(node, draftKey) },
        dispatchTransaction(change) {
          if (!made) return;
          const next = made.state.apply(change);
          made.updateState(next);
          setState(next);
          if (!change.docChanged) return;
          told.current.onChange({
            ...{ html: writeHtml(next.doc, parsing), body: writeText(next.doc), hasLooks: hasLooks(next.doc) },
          });
        },
        // The window takes files, too: what the text takes is not taken twice.
        handleDOMEvents: {
          // Before the editor parses it by the page's policy.
          paste(into, event) {
            const hasTaken = takePictures(into, draftKey, event.clipboardData);
            if (hasTaken) event.stopPropagation();
            else if (!pasteHtml(into, event.clipboardData, parsing)) return false;
            event.preventDefault();
            return true;
          },
        },
        handleDrop(into, event) {
          const at = into.posAtCoords({ left: event.clientX, top: event.clientY });
          if (!takePictures(into, draftKey, event.dataTransfer, at?.pos)) return false;
          event.preventDefault();
          event.stopPropagation();
          return true;
        },
      });
      setState(begin);
      setView(made);
      told.current.onReady(hasLooks(doc));
      if (first.current.startsHere) made.focus();
    });
    return () => {
      isGone = true;
      made?.destroy();
    };
  }, [draftKey, label]);

  return (
    <>
      <div ref={place} className={styles.place} />
      {view && state && <Toolbar view={view} state={state} draftKey={draftKey} />}
    </>
  );
}
