import { type FormEvent, useEffect, useState } from 'react';
import { request, sendJson } from '../../jmap/client.ts';
import { noteFailure } from '../../state/mail.ts';
import { locale, useLanguage } from '../../words/index.ts';
import { useSettingsWords } from '../../words/settings/index.ts';
import { faultOf } from './fault-of.ts';
import { Section } from './Section.tsx';
import styles from './Settings.module.css';

/** Asks to delete the account, which happens days later; until then the person can keep it. */
export function Leave() {
  const t = useSettingsWords();
  const language = useLanguage((state) => state.language);
  const [leavesAt, setLeavesAt] = useState<string | null>(null);
  const [said, setSaid] = useState<{ words: string; isFault: boolean } | null>(null);
  useEffect(() => {
    request('/account')
      .then(async (answer) => setLeavesAt(((await answer.json()) as { leavesAt: string | null }).leavesAt))
      .catch(noteFailure);
  }, []);

  async function leave(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const password = new FormData(event.currentTarget).get('password');
    try {
      const answer = await sendJson('POST', '/account/deletion', { password, language });
      setLeavesAt(((await answer.json()) as { leavesAt: string }).leavesAt);
      setSaid(null);
    } catch (error) {
      setSaid({ words: faultOf(error, 'leave.failed'), isFault: true });
    }
  }

  async function stay(): Promise<void> {
    try {
      await request('/account/deletion', { method: 'DELETE' });
      setLeavesAt(null);
      setSaid({ words: t('leave.kept'), isFault: false });
    } catch (error) {
      setSaid({ words: faultOf(error, 'leave.failed'), isFault: true });
    }
  }

  const date =
    leavesAt && new Intl.DateTimeFormat(locale(), { dateStyle: 'long', timeStyle: 'short' }).format(new Date(leavesAt));
  return (
    <Section title={t('leave.title')}>
      {date ? (
        <div className={styles.form}>
          <p>{t('leave.planned', { date })}</p>
          <button type="button" className="main" onClick={() => void stay()}>
            {t('leave.keep')}
          </button>
        </div>
      ) : (
        <form className={styles.form} onSubmit={(event) => void leave(event)}>
          <p className={styles.muted}>{t('leave.text')}</p>
          <label>
            {t('signIn.password')}
            <input name="password" type="password" autoComplete="current-password" required />
          </label>
          <button type="submit" className={styles.out}>
            {t('leave.button')}
          </button>
        </form>
      )}
      <p className={said?.isFault ? styles.fault : styles.muted} role="status">
        {said?.words}
      </p>
    </Section>
  );
}
