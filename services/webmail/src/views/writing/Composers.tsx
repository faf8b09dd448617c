import { useEffect, useRef } from 'react';
import { useBrand } from '../../brand/brand.ts';
import { useMail } from '../../state/mail.ts';
import { useToasts } from '../../state/toasts.ts';
import { useWriting } from '../../state/writing/drafts.ts';
import { watchOutbox } from '../../state/writing/outbox.ts';
import { goOn, leave, resume } from '../../state/writing/resume.ts';
import { keyOfWindow } from '../../state/writing/window-of.ts';
import { text } from '../../words/index.ts';
import { Composer } from './Composer.tsx';
import styles from './Composers.module.css';

/** The compose windows, side by side at the bottom, as long as somebody is signed in. */
export default function Composers() {
  const drafts = useWriting((state) => state.drafts);
  const accountId = useMail((state) => state.client?.accountId ?? '');
  useEffect(() => {
    const end = new AbortController();
    const key = keyOfWindow;
    if (key === null) watchOutbox(accountId, () => resume(accountId, end.signal), end.signal);
    else
      void goOn(accountId, key, end.signal).then((isThere) => {
        if (isThere) watchOutbox(accountId, () => Promise.resolve(), end.signal);
        else if (!end.signal.aborted) window.close();
      });
    return () => {
      end.abort();
      leave();
    };
  }, [accountId]);
  const title = drafts[0]?.subject.trim();
  const hasToast = useToasts(({ toast }) => toast !== null);
  // Setting the brand also sets the window's title, which is why the title is set again then.
  const brand = useBrand();
  const had = useRef(false);
  had.current ||= drafts.length > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: how the page is called may be known later
  useEffect(() => {
    if (keyOfWindow === null) return;
    document.title = title || text('compose.title');
    // The window was for one message, and no undo is offered any more.
    if (had.current && drafts.length === 0 && !hasToast) window.close();
  }, [title, brand, drafts.length, hasToast]);
  return (
    <div className={styles.row} data-alone={keyOfWindow !== null}>
      {drafts
        .filter(({ isClosing }) => !isClosing)
        .map((draft) => (
          <Composer key={draft.key} draft={draft} />
        ))}
    </div>
  );
}
