import type { RefObject } from 'react';
import { useWords } from '../../words/index.ts';
import styles from './sharing.module.css';

/** What became of the last thing that was done. */
export interface Note {
  readonly words: string;
  readonly isFault?: boolean;
  undo?(): void;
}

/** Says it, and takes it back. @param field where one goes on then: what had the focus goes away */
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
