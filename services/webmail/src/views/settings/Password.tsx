import { type FormEvent, useState } from 'react';
import { sendJson } from '../../jmap/client.ts';
import { useSettingsWords } from '../../words/settings/index.ts';
import { faultOf } from './fault-of.ts';
import { Section } from './Section.tsx';
import styles from './Settings.module.css';

export function Password() {
  const t = useSettingsWords();
  const [said, setSaid] = useState<{ words: string; isFault: boolean } | null>(null);
  const [isShown, setShown] = useState(false);
  async function change(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    try {
      await sendJson('POST', '/account/password', { old: form.get('old'), new: form.get('new') });
      element.reset();
      setShown(false);
      setSaid({ words: t('settings.passwordChanged'), isFault: false });
    } catch (error) {
      setSaid({
        words: faultOf(error, 'settings.passwordWeak'),
        isFault: true,
      });
    }
  }
  return (
    <Section title={t('settings.password')}>
      <form className={styles.form} onSubmit={(event) => void change(event)}>
        <label>
          {t('settings.oldPassword')}
          <input name="old" type="password" autoComplete="current-password" required />
        </label>
        <label>
          {t('settings.newPassword')}
          <input
            name="new"
            type={isShown ? 'text' : 'password'}
            autoComplete="new-password"
            autoCapitalize="none"
            spellCheck={false}
            minLength={8}
            maxLength={1_024}
            required
          />
        </label>
        <label className={styles.check}>
          <input type="checkbox" checked={isShown} onChange={({ target }) => setShown(target.checked)} />
          {t('settings.showPassword')}
        </label>
        <p className={said?.isFault ? styles.fault : styles.muted} role="status">
          {said?.words}
        </p>
        <button type="submit" className="main">
          {t('settings.save')}
        </button>
      </form>
    </Section>
  );
}
