import { CircleCheck } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { signIn } from '../jmap/client.ts';
import type { Credentials } from './api.ts';
import styles from './Join.module.css';
import { useJoinWords } from './words/index.ts';

/** Shown when the mailbox exists: one button signs in, without typing anything again. */
export function JoinedView({ credentials: { address, password } }: { credentials: Credentials }) {
  const t = useJoinWords();
  const heading = useRef<HTMLHeadingElement>(null);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => heading.current?.focus(), []);

  async function go(): Promise<void> {
    setBusy(true);
    // If signing in fails here, the mail page shows its own sign-in form.
    await signIn(address, password).catch(() => undefined);
    location.assign('/');
  }

  return (
    <div className={styles.result}>
      <CircleCheck size={32} className={styles.good} aria-hidden />
      <h1 ref={heading} tabIndex={-1}>
        {t('joined.title')}
      </h1>
      <p className={styles.address}>{address}</p>
      <p>{t('joined.text')}</p>
      <button type="button" className="main" disabled={isBusy} onClick={() => void go()}>
        {t('joined.go')}
      </button>
    </div>
  );
}
