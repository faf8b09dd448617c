import { type FormEvent, use, useEffect, useState } from 'react';
import { call } from '../../state/mail.ts';
import { requireDone } from '../../state/refused.ts';
import { useSettingsWords } from '../../words/settings/index.ts';
import { dayOf, faultOf, timeOf } from './away-days.ts';
import { keep } from './keep.ts';
import { Section } from './Section.tsx';
import styles from './Settings.module.css';
import { UnsavedForms } from './unsaved.ts';

interface Vacation {
  isEnabled: boolean;
  fromDate: string | null;
  toDate: string | null;
  subject: string | null;
  textBody: string | null;
  htmlBody: string | null;
}

const FAULTS = { order: 'settings.vacationOrder', over: 'settings.vacationOver' } as const;

/** The automatic reply while the person is away (RFC 8621 8). */
export function Away() {
  const t = useSettingsWords();
  const unsaved = use(UnsavedForms);
  const [vacation, setVacation] = useState<Vacation | null>(null);
  const [hasFailed, setFailed] = useState(false);
  const [fault, setFault] = useState<keyof typeof FAULTS | null>(null);
  useEffect(() => {
    call([['VacationResponse/get', {}]])
      .then(([answer]) => setVacation((answer?.list as Vacation[] | undefined)?.[0] ?? null))
      .catch(() => setFailed(true));
  }, []);
  if (!vacation)
    return hasFailed ? (
      <Section title={t('settings.vacation')}>
        <p className={styles.muted}>{t('list.notKept')}</p>
      </Section>
    ) : null;
  const { isEnabled, fromDate, toDate, subject, textBody, htmlBody } = vacation;

  function change(changes: Partial<Vacation>): void {
    setVacation({ ...(vacation as Vacation), ...changes });
    setFault(null);
  }

  async function save(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const wrong = faultOf(vacation as Vacation, Date.now());
    setFault(wrong);
    if (wrong) return;
    // Without a text the server would reply with one in its own language.
    const text = textBody || (isEnabled && htmlBody === null ? t('settings.vacationDefault') : null);
    const singleton = { isEnabled, fromDate, toDate, subject: subject || null, textBody: text, htmlBody };
    const set = async (): Promise<void> => {
      requireDone((await call([['VacationResponse/set', { update: { singleton } }]]))[0]);
      // A text that was typed meanwhile stays.
      setVacation((now) => now && { ...now, textBody: now.textBody || text });
    };
    await unsaved.save(form, () => keep(set, t('settings.saved')));
  }

  const days = [
    { label: t('settings.vacationFrom'), name: 'fromDate', isEnd: false, value: fromDate },
    { label: t('settings.vacationTo'), name: 'toDate', isEnd: true, value: toDate },
  ] as const;
  return (
    <Section title={t('settings.vacation')}>
      <form className={styles.form} data-written onSubmit={(event) => void save(event)}>
        <label className={styles.check}>
          <input type="checkbox" checked={isEnabled} onChange={({ target }) => change({ isEnabled: target.checked })} />
          {t('settings.vacationOn')}
        </label>
        <p className={styles.muted}>{t('settings.vacationHelp')}</p>
        <div className={styles.days}>
          {days.map(({ label, name, isEnd, value }) => (
            <label key={name}>
              {label}
              <input
                type="date"
                name={name}
                value={dayOf(value, isEnd)}
                aria-invalid={fault !== null && isEnd}
                onChange={({ target }) => change({ [name]: timeOf(target.value, isEnd) })}
              />
            </label>
          ))}
        </div>
        <p className={fault ? styles.fault : styles.muted} role="status">
          {t(fault ? FAULTS[fault] : 'settings.vacationDays')}
        </p>
        <label>
          {t('settings.vacationSubject')}
          <input value={subject ?? ''} maxLength={900} onChange={({ target }) => change({ subject: target.value })} />
        </label>
        <label>
          {t('settings.vacationText')}
          <textarea
            rows={4}
            value={textBody ?? ''}
            placeholder={htmlBody === null ? t('settings.vacationDefault') : undefined}
            // The HTML that another program wrote no longer matches the text.
            onChange={({ target }) => change({ textBody: target.value, htmlBody: null })}
          />
        </label>
        <button type="submit" className="main">
          {t('settings.save')}
        </button>
      </form>
    </Section>
  );
}
