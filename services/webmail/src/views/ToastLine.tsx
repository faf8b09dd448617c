import { X } from 'lucide-react';
import { hide, undo, useToasts } from '../state/toasts.ts';
import { useWords } from '../words/index.ts';
import styles from './ToastLine.module.css';

/** One quiet line at the bottom: what was done, and a button to undo it. */
export function ToastLine() {
  const t = useWords();
  const toast = useToasts((state) => state.toast);
  if (!toast) return null;
  const { id, words, action } = toast;
  return (
    <div className={styles.toast}>
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
