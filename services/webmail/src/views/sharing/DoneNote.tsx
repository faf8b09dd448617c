import type { RefObject } from 'react';
import { useWords } from '../../words/index.ts';
import styles from './sharing.module.css';

/** The result of the last action. */
export interface Note {
  readonly words: string;
  readonly isFault?: boolean;
  undo?(): void;
}

/** Shows the result with its undo. @param field gets the focus after an undo, because the focused button disappears */
export function DoneNote({ note, field }: { note: Note | null; field: RefObject<HTMLElement | null> }) {
  const t = useWords();
  return (
    <p className={styles.note} role="status" data-fault={note?.isFault}>
      {note?.words}
      {note?.undo && (
        <button
          type="button"
          className="quiet"
          onClick={() => {
            field.current?.focus();
            note.undo?.();
          }}
        >
          {t('app.undo')}
        </button>
      )}
    </p>
  );
}
