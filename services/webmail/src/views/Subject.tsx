import { useState } from 'react';
import { useWords } from '../words/index.ts';
import styles from './Reader.module.css';

/** Characters; about four lines of the narrowest pane. A longer subject is folded. */
const MAX_SHOWN = 160;

/** The subject above a conversation. One that would push the mail out of sight is folded to a few lines. */
export function Subject({ text }: { text: string }) {
  const t = useWords();
  const [isWhole, setWhole] = useState(false);
  const isLong = text.length > MAX_SHOWN;
  return (
    <div className={styles.subject}>
      <h1 data-is-folded={(isLong && !isWhole) || undefined}>{text || t('list.noSubject')}</h1>
      {isLong && (
        <button type="button" className="quiet" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {t(isWhole ? 'read.lessSubject' : 'read.wholeSubject')}
        </button>
      )}
    </div>
  );
}
