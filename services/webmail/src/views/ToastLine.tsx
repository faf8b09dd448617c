import { X } from 'lucide-react';
import { useLayoutEffect, useRef } from 'react';
import { hide, type Toast, undo, useToasts } from '../state/toasts.ts';
import { useWords } from '../words/index.ts';
import styles from './ToastLine.module.css';

/** One quiet line at the bottom: what was done, and a button to undo it. */
export function ToastLine() {
  const toast = useToasts((state) => state.toast);
  return toast && <Line key={toast.id} toast={toast} />;
}

/** The line itself. When it goes, the focus goes back to where it was before. */
function Line({ toast: { id, words, action } }: { toast: Toast }) {
  const t = useWords();
  const line = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current: element } = line;
    let from: HTMLElement | undefined;
    element?.addEventListener('focusin', ({ relatedTarget }) => {
      if (element.contains(relatedTarget as Node | null)) return;
      from = relatedTarget instanceof HTMLElement ? relatedTarget : undefined;
    });
    return () => {
      if (!element?.contains(document.activeElement)) return;
      (from?.isConnected ? from : document.querySelector<HTMLElement>('#list [role=row][tabindex="0"]'))?.focus();
    };
  }, []);
  return (
    <div ref={line} className={styles.toast}>
      <span>{words}</span>
      {action && (
        <button type="button" className={styles.action} onClick={undo}>
          {action.label}
        </button>
      )}
      <button type="button" className={styles.close} aria-label={t('app.close')} onClick={() => hide(id)}>
        <X size={16} />
      </button>
    </div>
  );
}
