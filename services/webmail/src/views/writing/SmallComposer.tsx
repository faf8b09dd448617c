import { Clock, Square } from 'lucide-react';
import { useMail } from '../../state/mail.ts';
import { type Draft, isUploading } from '../../state/writing/draft.ts';
import { change } from '../../state/writing/drafts.ts';
import { takeOut } from '../../state/writing/take-out.ts';
import { useWords } from '../../words/index.ts';
import { writingText } from '../../words/writing/index.ts';
import styles from './Composer.module.css';

/** A draft as a bar: made small by the person, being sent, or waiting for a connection. */
export function SmallComposer({ draft, title }: { draft: Draft; title: string }) {
  const t = useWords();
  const { key, toGo, isSending } = draft;
  const isOffline = useMail((state) => state.isOffline);
  // With a connection its uploads run, and it is sent after them.
  const isGoing = isSending || (toGo !== null && isUploading(draft) && !isOffline);
  return (
    <button
      type="button"
      className={styles.small}
      data-small
      disabled={isSending}
      onClick={() => (toGo ? takeOut(key) : change(key, { isSmall: false }))}
    >
      {toGo && !isGoing ? (
        <span>
          <small>{writingText('outbox.waiting')}</small> {title}
        </span>
      ) : (
        <span>{isGoing ? t('compose.beingSent') : title}</span>
      )}
      {toGo ? <Clock size={16} aria-hidden="true" /> : <Square size={14} aria-hidden="true" />}
    </button>
  );
}
