import { type FormEvent, type ReactNode, useCallback, useEffect, useState } from 'react';
import { longDate } from '../format/dates.ts';
import { formatSize } from '../format/sizes.ts';
import { RequestFailed, request, sendJson, signOut } from '../jmap/client.ts';
import { call, noteFailure, openConversation, readIdentities, signedOut, useMail } from '../state/mail.ts';
import { chooseNotifications, chooseTheme, type Theme, theme, wantsNotifications } from '../state/preferences.ts';
import { show } from '../state/toasts.ts';
import { chooseLanguage, LANGUAGES, type Language, useLanguage, useWords, type Word } from '../words/index.ts';
import { Dialog } from './Dialog.tsx';
import { nameOfMailbox } from './mailbox-name.ts';
import styles from './Settings.module.css';

export default function Settings({ onClose }: { onClose(): void }) {
  const t = useWords();
  return (
    <Dialog title={t('settings.title')} onClose={onClose}>
      <You />
      <Away />
      <Appearance />
      <Space onClose={onClose} />
      <Devices />
      <Password />
      <button
        type="button"
        className={styles.out}
        onClick={() => {
          void signOut().catch(noteFailure).finally(signedOut);
        }}
      >
        {t('settings.signOut')}
      </button>
    </Dialog>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** Says that it is kept, or why not. */
async function keep(work: () => Promise<unknown>, saved: string, failed: (reason: string) => string): Promise<void> {
  try {
    await work();
    show(saved, undefined, 3_000);
  } catch (error) {
    noteFailure(error);
    show(failed(error instanceof Error ? error.message : ''));
  }
}

function You() {
  const t = useWords();
  const identity = useMail((state) => state.identities[0]);
  async function save(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const update = {
      [identity?.id ?? '']: { name: String(form.get('name')), textSignature: String(form.get('signature')) },
    };
    await keep(
      async () => {
        await call([['Identity/set', { update }]]);
        await readIdentities();
      },
      t('settings.saved'),
      (reason) => t('app.failed', { reason }),
    );
  }
  return (
    <Section title={t('settings.you')}>
      <form className={styles.form} onSubmit={(event) => void save(event)}>
        <p className={styles.muted}>{identity?.email}</p>
        <label>
          {t('settings.name')}
          <input name="name" defaultValue={identity?.name} maxLength={255} autoComplete="name" />
        </label>
        <label>
          {t('settings.signature')}
          <textarea name="signature" rows={3} defaultValue={identity?.textSignature} />
        </label>
        <button type="submit" className="main">
          {t('settings.save')}
        </button>
      </form>
    </Section>
  );
}

interface Vacation {
  isEnabled: boolean;
  subject: string | null;
  textBody: string | null;
}

function Away() {
  const t = useWords();
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
      () => call([['VacationResponse/set', { update: { singleton } }]]),
      t('settings.saved'),
      (reason) => t('app.failed', { reason }),
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

function Appearance() {
  const t = useWords();
  const language = useLanguage((state) => state.language);
  const [colours, setColours] = useState<Theme>(theme());
  const [notifies, setNotifies] = useState(wantsNotifications());
  return (
    <Section title={t('settings.appearance')}>
      <div className={styles.form}>
        <label>
          {t('settings.language')}
          <select value={language} onChange={(event) => chooseLanguage(event.target.value as Language)}>
            {Object.entries(LANGUAGES).map(([code, name]) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('settings.theme')}
          <select
            value={colours}
            onChange={(event) => {
              setColours(event.target.value as Theme);
              chooseTheme(event.target.value as Theme);
            }}
          >
            {(['auto', 'light', 'dark'] as const).map((each) => (
              <option key={each} value={each}>
                {t(`settings.theme.${each}` as Word)}
              </option>
            ))}
          </select>
        </label>
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={notifies}
            onChange={(event) => void chooseNotifications(event.target.checked).then(setNotifies)}
          />
          {t('settings.notify')}
        </label>
      </div>
    </Section>
  );
}

interface Largest {
  id: string;
  subject: string;
  bytes: number;
}

function Space({ onClose }: { onClose(): void }) {
  const t = useWords();
  const mailboxes = useMail((state) => state.mailboxes);
  const quota = useMail((state) => state.quota);
  const [sizes, setSizes] = useState<{ id: string; messages: number; bytes: number }[]>([]);
  const [largest, setLargest] = useState<Largest[]>([]);
  useEffect(() => {
    Promise.all([request('/account/storage'), request('/account/storage/largest?limit=8')])
      .then(async ([storage, emails]) => {
        setSizes(((await storage.json()) as { mailboxes: typeof sizes }).mailboxes);
        setLargest(((await emails.json()) as { emails: Largest[] }).emails);
      })
      .catch(noteFailure);
  }, []);
  return (
    <Section title={t('settings.space')}>
      <p className={styles.muted}>
        {quota.limit === null
          ? t('space.used', { used: formatSize(sizes.reduce((sum, { bytes }) => sum + bytes, 0)) })
          : t('space.of', { used: formatSize(quota.used), limit: formatSize(quota.limit) })}
      </p>
      <table className={styles.table}>
        <thead>
          <tr>
            <th>{t('settings.folder')}</th>
            <th>{t('settings.messages')}</th>
            <th>{t('settings.size')}</th>
          </tr>
        </thead>
        <tbody>
          {sizes
            .filter(({ messages }) => messages > 0)
            .slice(0, 8)
            .map(({ id, messages, bytes }) => {
              const mailbox = mailboxes.find((each) => each.id === id);
              return (
                <tr key={id}>
                  <td>{mailbox ? nameOfMailbox(mailbox, t) : id}</td>
                  <td>{messages}</td>
                  <td>{formatSize(bytes)}</td>
                </tr>
              );
            })}
        </tbody>
      </table>
      {largest.length > 0 && (
        <>
          <h3>{t('settings.largest')}</h3>
          <ul className={styles.largest}>
            {largest.map(({ id, subject, bytes }) => (
              <li key={id}>
                <button
                  type="button"
                  onClick={() => {
                    onClose();
                    void openLarge(id);
                  }}
                >
                  {subject || t('list.noSubject')}
                </button>
                <span>{formatSize(bytes)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

async function openLarge(id: string): Promise<void> {
  const { ROW_PROPERTIES } = await import('../jmap/types.ts');
  const [got] = await call([['Email/get', { ids: [id], properties: ROW_PROPERTIES }]]);
  const { addRows } = await import('../state/mail.ts');
  addRows((got?.list ?? []) as never);
  await openConversation(id);
}

interface Device {
  id: number;
  kind: string;
  device: string;
  network: string;
  usedAt: string;
  isThis: boolean;
}

function Devices() {
  const t = useWords();
  const [devices, setDevices] = useState<Device[]>([]);
  const read = useCallback(async (): Promise<void> => {
    const answer = await (await request('/account/sessions')).json();
    setDevices((answer as { sessions: Device[] }).sessions);
  }, []);
  useEffect(() => {
    read().catch(noteFailure);
  }, [read]);
  return (
    <Section title={t('settings.devices')}>
      <ul className={styles.devices}>
        {devices.map(({ id, device, network, usedAt, isThis }) => (
          <li key={id}>
            <span>
              {device}
              <small>
                {network} · {isThis ? t('settings.thisDevice') : t('settings.lastUsed', { when: longDate(usedAt) })}
              </small>
            </span>
            {!isThis && (
              <button
                type="button"
                className="quiet"
                onClick={() =>
                  void request(`/account/sessions/${id}`, { method: 'DELETE' }).then(read).catch(noteFailure)
                }
              >
                {t('settings.endSession')}
              </button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Password() {
  const t = useWords();
  const [said, setSaid] = useState<{ word: Word; isFault: boolean } | null>(null);
  async function change(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    try {
      await sendJson('POST', '/account/password', { old: form.get('old'), new: form.get('new') });
      element.reset();
      setSaid({ word: 'settings.passwordChanged', isFault: false });
    } catch (error) {
      const isWrong = error instanceof RequestFailed && error.status === 401;
      setSaid({ word: isWrong ? 'settings.passwordWrong' : 'settings.passwordWeak', isFault: true });
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
          <input name="new" type="password" autoComplete="new-password" minLength={8} required />
        </label>
        <p className={said?.isFault ? styles.fault : styles.muted} role="status">
          {said && t(said.word)}
        </p>
        <button type="submit" className="main">
          {t('settings.save')}
        </button>
      </form>
    </Section>
  );
}
