import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useWords } from '../words/index.ts';
import styles from './Dialog.module.css';

/** A dialog over the page; Escape and the cross close it, and focus goes back to where it came from. */
export function Dialog({ title, onClose, children }: { title: string; onClose(): void; children: ReactNode }) {
  const t = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby="dialog-title" onClose={onClose}>
      <header className={styles.head}>
        <h1 id="dialog-title">{title}</h1>
        <button type="button" className="quiet" aria-label={t('app.close')} onClick={() => dialog.current?.close()}>
          <X size={18} />
        </button>
      </header>
      {children}
    </dialog>
  );
}
