import { X } from 'lucide-react';
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { lead } from '../state/toasts.ts';
import { useWords } from '../words/index.ts';
import styles from './Dialog.module.css';
import { useFocusKept } from './use-focus-kept.ts';

interface Props {
  title: string;
  /** Only as high as its content, on phones too. */
  isSmall?: boolean;
  /** Near the upper edge, and on phones only as high as its content: for a field whose results below it grow and shrink. */
  isHigh?: boolean;
  /** For reading: always the same size, whatever the content. */
  isWide?: boolean;
  /** Called before the dialog closes; false keeps it open. */
  mayClose?(): boolean;
  onClose(): void;
  children: ReactNode;
}

/** A dialog over the page. Escape and the cross close it, and the focus goes back to where it was. */
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
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  // A layout effect, so that it runs before the effects of the content, which may set the focus.
  useLayoutEffect(() => {
    const { current: element } = dialog;
    if (!element) return undefined;
    element.showModal();
    // The browser puts the focus on the cross.
    element.querySelector<HTMLElement>('[data-first]')?.focus();
    const leave = lead(element);
    return () => {
      leave();
      // The browser gives the focus back when a dialog closes, but not when it is only removed.
      element.close();
    };
  }, []);
  useFocusKept(dialog, nowhereElse);
  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      data-small={isSmall}
      data-wide={isWide}
      data-high={isHigh}
      aria-labelledby={titleId}
      tabIndex={-1}
      onCancel={(event) => {
        // The event also comes from a list of choices inside, which Escape closes too.
        if (event.target === event.currentTarget && !mayClose()) event.preventDefault();
      }}
      onClose={onClose}
    >
      <header className={styles.head}>
        <h1 id={titleId}>{title}</h1>
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

function nowhereElse(): null {
  return null;
}
