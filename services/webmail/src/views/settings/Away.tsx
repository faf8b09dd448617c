import { type FormEvent, useEffect, useState } from 'react';
import { call } from '../../state/mail.ts';
import { requireDone } from '../../state/refused.ts';
import { useSettingsWords } from '../../words/settings/index.ts';
import { keep } from './keep.ts';
import { Section } from './Section.tsx';
import styles from './Settings.module.css';

interface Vacation {
  isEnabled: boolean;
  subject: string | null;
  textBody: string | null;
}

export function Away() {
  const t = useSettingsWords();
  const [vacation, setVacation] = useState<Vacation | null>(null);
  useEffect(() => {
    call([['VacationResponse/get', {}]])
      .then(([answer]) => setVacation((answer?.list as Vacation[] | undefined)?.[0] ?? null))
      .catch(() => undefined);
  }, []);
  if (!vacation) return null;
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const { isEnabled, subject, textBody } = vacation as Vacation;
    const singleton = { isEnabled, subject: subject || null, textBody: textBody || null };
    await keep(
      async () => requireDone((await call([['VacationResponse/set', { update: { singleton } }]]))[0]),
      t('settings.saved'),
    );
  }
  return (
    <Section title={t('settings.vacation')}>
      <form className={styles.form} onSubmit={(event) => void save(event)}>
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={vacation.isEnabled}
            onChange={(event) => setVacation({ ...vacation, isEnabled: event.target.checked })}
          />
          {t('settings.vacationOn')}
        </label>
        <p className={styles.muted}>{t('settings.vacationHelp')}</p>
        <label>
          {t('settings.vacationSubject')}
          <input
            value={vacation.subject ?? ''}
            maxLength={900}
            onChange={(event) => setVacation({ ...vacation, subject: event.target.value })}
          />
        </label>
        <label>
          {t('settings.vacationText')}
          <textarea
            rows={4}
            value={vacation.textBody ?? ''}
            onChange={(event) => setVacation({ ...vacation, textBody: event.target.value })}
          />
        </label>
        <button type="submit" className="main">
          {t('settings.save')}
        </button>
      </form>
    </Section>
  );
}
