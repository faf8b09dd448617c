import { type FormEvent, useState, useSyncExternalStore } from 'react';
import { useBrand } from '../brand/brand.ts';
import { Foot } from '../brand/Foot.tsx';
import { whenAgain } from '../format/retry.ts';
import { RequestFailed } from '../jmap/client.ts';
import { JoinLink } from '../join/JoinLink.tsx';
import { useMail } from '../state/mail.ts';
import { enter, isLeaving } from '../state/session.ts';
import { locale, text, useWords } from '../words/index.ts';
import { Mark } from './Mark.tsx';
import styles from './SignIn.module.css';

export function SignIn() {
  const t = useWords();
  const ended = useMail((state) => state.ended);
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isOffline = useOffline();
  const welcome = useBrand((brand) => brand.signInText);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setFault(null);
    try {
      await enter(String(form.get('login')).trim(), String(form.get('password')));
    } catch (error) {
      setFault(faultOf(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <main className={styles.page}>
      <form className={styles.card} onSubmit={(event) => void submit(event)}>
        <Mark />
        <h1>{t('signIn.title')}</h1>
        {welcome && <p className={styles.welcome}>{welcome}</p>}
        {ended && !fault && <p className={styles.note}>{t('signIn.ended')}</p>}
        {isOffline && isLeaving() && (
          <p className={styles.note} role="status">
            {t('app.leaving')}
          </p>
        )}
        <label>
          {t('signIn.address')}
          <input name="login" type="text" inputMode="email" autoComplete="username" autoCapitalize="none" required />
        </label>
        <label>
          {t('signIn.password')}
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        <p className={styles.fault} role="alert">
          {fault}
        </p>
        <button type="submit" className="main" disabled={isBusy}>
          {t('signIn.button')}
        </button>
      </form>
      <JoinLink className={styles.join} />
      <Foot label={t('settings.language')} onFailed={() => setFault(t('signIn.offline'))} />
    </main>
  );
}

/** Returns whether the browser is offline, as it knows itself. */
function useOffline(): boolean {
  return useSyncExternalStore(
    (changed) => {
      for (const name of ['online', 'offline']) window.addEventListener(name, changed);
      return () => {
        for (const name of ['online', 'offline']) window.removeEventListener(name, changed);
      };
    },
    () => !navigator.onLine,
  );
}

function faultOf(error: unknown): string {
  if (!(error instanceof RequestFailed) || error.kind === 'offline') return text('signIn.offline');
  const when = whenAgain(error.retrySeconds, locale(), text('app.later'));
  if (error.status === 429) return text('signIn.tooMany', { when });
  return error.status >= 500 ? text('app.busy', { when }) : text('signIn.wrong');
}
