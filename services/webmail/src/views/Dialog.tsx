import { X } from 'lucide-react';
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { lead } from '../state/toasts.ts';
import { useWords } from '../words/index.ts';
import styles from './Dialog.module.css';

interface Props {
  title: string;
  /** As high as what is in it, on phones too. */
  isSmall?: boolean;
  /** Near the upper edge, and on phones no higher than what is in it: one types into it, and what is below becomes more and less. */
  isHigh?: boolean;
  /** For what is read in it, of one size whatever that is. */
  isWide?: boolean;
  /** Asked when somebody closes it; false: it stays. */
  mayClose?(): boolean;
  onClose(): void;
  children: ReactNode;
}

/** A dialog over the page; Escape and the cross close it, and focus goes back to where it came from. */
export function Dialog({
  title,
  isSmall = false,
  isWide = false,
  isHigh = false,
  mayClose = () => true,
  onClose,
  children,
}: Props) {
  const t = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  // Before the effects of what is in it, which may lead somewhere.
  useLayoutEffect(() => {
    dialog.current?.showModal();
    // The browser leads to the cross.
    dialog.current?.querySelector<HTMLElement>('[data-first]')?.focus();
    return dialog.current ? lead(dialog.current) : undefined;
  }, []);
  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      data-small={isSmall}
      data-wide={isWide}
      data-high={isHigh}
      aria-labelledby="dialog-title"
      onCancel={(event) => {
        // A list of choices in it is closed by Escape, too.
        if (event.target === event.currentTarget && !mayClose()) event.preventDefault();
      }}
      onClose={onClose}
    >
      <header className={styles.head}>
        <h1 id="dialog-title">{title}</h1>
        <button
          type="button"
          className="quiet"
          aria-label={t('app.close')}
          onClick={() => mayClose() && dialog.current?.close()}
        >
          <X size={18} />
        </button>
      </header>
      {children}
    </dialog>
  );
}
