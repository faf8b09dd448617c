import { type FormEvent, useState } from 'react';
import { longDate } from '../../format/dates.ts';
import { sendJson } from '../../jmap/client.ts';
import { noteFailure } from '../../state/mail.ts';
import { type AnyWord, useSettingsWords } from '../../words/settings/index.ts';
import styles from './AppPasswords.module.css';
import { faultOf } from './fault-of.ts';
import { Section } from './Section.tsx';
import settings from './Settings.module.css';
import { useListed } from './use-listed.ts';

interface AppPassword {
  id: number;
  name: string;
  selector: string;
  scopes: string[];
  endsAt: string | null;
  usedAt: string | null;
  usedFrom: string | null;
}

/** The choices for a password, and the services it opens. */
const USES: readonly { word: AnyWord; scopes: readonly string[] }[] = [
  { word: 'appPasswords.all', scopes: ['imap', 'pop3', 'smtp', 'jmap'] },
  { word: 'appPasswords.read', scopes: ['imap', 'pop3'] },
  { word: 'appPasswords.send', scopes: ['smtp'] },
];
const DAYS = [0, 30, 365] as const;

/** A page that came by plain HTTP has no clipboard. */
const hasClipboard = 'clipboard' in navigator;

/** Passwords for mail programs, so that none of them needs the account's own. */
export function AppPasswords() {
  const t = useSettingsWords();
  const { items: passwords, read, remove } = useListed<AppPassword>('/account/app-passwords', 'appPasswords');
  const [made, setMade] = useState<{ name: string; password: string } | null>(null);
  const [isAdding, setAdding] = useState(false);
  function revoke({ id, name }: AppPassword): void {
    if (confirm(t('appPasswords.revokeAsk', { name }))) remove(id, t('appPasswords.revoked'));
  }

  return (
    <Section title={t('appPasswords.title')}>
      <p className={`${settings.muted} ${styles.what}`}>{t('appPasswords.what')}</p>
      <ul className={settings.devices}>
        {passwords.map((each) => (
          <li key={each.id}>
            <span>
              {each.name}
              <small>
                {each.selector}-… · {each.scopes.join(', ').toUpperCase()} · <Since password={each} />
              </small>
            </span>
            <button
              type="button"
              className="quiet"
              aria-label={t('appPasswords.revokeOne', { name: each.name })}
              onClick={() => revoke(each)}
            >
              {t('appPasswords.revoke')}
            </button>
          </li>
        ))}
      </ul>
      {made && (
        <div className={styles.made} role="status">
          <p>{t('appPasswords.made', { name: made.name })}</p>
          <output>{made.password}</output>
          <div className={settings.buttons}>
            {hasClipboard && (
              <button
                type="button"
                className="quiet"
                onClick={() => void navigator.clipboard.writeText(made.password).catch(noteFailure)}
              >
                {t('appPasswords.copy')}
              </button>
            )}
            <button type="button" className="quiet" onClick={() => setMade(null)}>
              {t('appPasswords.done')}
            </button>
          </div>
        </div>
      )}
      {isAdding ? (
        <NewPassword
          onMade={(one) => {
            setMade(one);
            setAdding(false);
            read();
          }}
          onCancel={() => setAdding(false)}
        />
      ) : (
        <button type="button" className={settings.choice} onClick={() => setAdding(true)}>
          {t('appPasswords.add')}
        </button>
      )}
    </Section>
  );
}

function Since({ password: { endsAt, usedAt, usedFrom } }: { password: AppPassword }) {
  const t = useSettingsWords();
  const used = usedAt
    ? t('appPasswords.used', { when: longDate(usedAt), from: usedFrom ?? '' })
    : t('appPasswords.notUsed');
  if (!endsAt) return used;
  const end = Date.parse(endsAt) > Date.now() ? 'appPasswords.until' : 'appPasswords.ended';
  return `${used} · ${t(end, { when: longDate(endsAt) })}`;
}

interface NewPasswordProps {
  onMade(made: { name: string; password: string }): void;
  onCancel(): void;
}

function NewPassword({ onMade, onCancel }: NewPasswordProps) {
  const t = useSettingsWords();
  const [fault, setFault] = useState<string | null>(null);
  async function make(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [name, days] = [String(form.get('name')), Number(form.get('days'))];
    const scopes = USES[Number(form.get('use'))]?.scopes;
    try {
      const wanted = { name, scopes, days: days || null, password: form.get('password') };
      const answer = await sendJson('POST', '/account/app-passwords', wanted);
      onMade((await answer.json()) as { name: string; password: string });
    } catch (error) {
      setFault(faultOf(error, (status) => (status === 409 ? 'appPasswords.tooMany' : 'appPasswords.failed')));
    }
  }
  return (
    <form className={settings.form} onSubmit={(event) => void make(event)}>
      <label>
        {t('appPasswords.name')}
        <input
          name="name"
          required
          maxLength={100}
          autoComplete="off"
          // biome-ignore lint/a11y/noAutofocus: the button that asked for it is gone
          autoFocus
          placeholder={t('appPasswords.example')}
        />
      </label>
      <label>
        {t('appPasswords.for')}
        <select name="use">
          {USES.map(({ word }, at) => (
            <option key={word} value={at}>
              {t(word)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('appPasswords.time')}
        <select name="days">
          {DAYS.map((days) => (
            <option key={days} value={days}>
              {t('appPasswords.days', { days })}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('settings.oldPassword')}
        <input name="password" type="password" autoComplete="current-password" required />
      </label>
      <p className={settings.fault} role="status">
        {fault}
      </p>
      <div className={settings.buttons}>
        <button type="submit" className="main">
          {t('appPasswords.make')}
        </button>
        <button type="button" className="quiet" onClick={onCancel}>
          {t('identity.cancel')}
        </button>
      </div>
    </form>
  );
}
