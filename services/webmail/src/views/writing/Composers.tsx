import { useEffect } from 'react';
import { useMail } from '../../state/mail.ts';
import { leave, resume } from '../../state/writing/begin.ts';
import { useWriting } from '../../state/writing/drafts.ts';
import { saveAll } from '../../state/writing/saving.ts';
import { Composer } from './Composer.tsx';
import styles from './Composers.module.css';

/** Windows in which one writes, side by side at the bottom. They are there as long as somebody is signed in. */
export default function Composers() {
  const drafts = useWriting((state) => state.drafts);
  const accountId = useMail((state) => state.client?.accountId ?? '');
  useEffect(() => {
    const end = new AbortController();
    void resume(accountId, end.signal);
    window.addEventListener('online', () => void saveAll(), { signal: end.signal });
    return () => {
      end.abort();
      leave();
    };
  }, [accountId]);
  return (
    <div className={styles.row}>
      {drafts
        .filter(({ isClosing }) => !isClosing)
        .map((draft) => (
          <Composer key={draft.key} draft={draft} />
        ))}
    </div>
  );
}
