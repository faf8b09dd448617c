import { useCallback, useEffect, useState } from 'react';
import { number } from '../../format/numbers.ts';
import { safeLine } from '../../format/safe-line.ts';
import { formatSize } from '../../format/sizes.ts';
import { request } from '../../jmap/client.ts';
import { ROW_PROPERTIES, type Row } from '../../jmap/types.ts';
import { addRows, call, noteFailure, useMail } from '../../state/mail.ts';
import { openConversation } from '../../state/reading.ts';
import { showError } from '../../state/show-error.ts';
import { useSettingsWords } from '../../words/settings/index.ts';
import { nameOfMailbox } from '../mailbox-name.ts';
import { CleanUp } from './CleanUp.tsx';
import { Section } from './Section.tsx';
import styles from './Settings.module.css';

interface Size {
  id: string;
  messages: number;
  bytes: number;
}

interface Largest {
  id: string;
  subject: string;
  bytes: number;
}

/** How much space the mail takes, and how to free some. @param onLeave closes the settings to show something; returns whether it did */
export function Space({ onLeave }: { onLeave(): boolean }) {
  const t = useSettingsWords();
  const quota = useMail((state) => state.quota);
  /** Null until it is known. */
  const [sizes, setSizes] = useState<Size[] | null | 'failed'>(null);
  const [largest, setLargest] = useState<Largest[]>([]);
  const read = useCallback(() => {
    Promise.all([request('/account/storage'), request('/account/storage/largest?limit=8')])
      .then(async ([storage, emails]) => {
        setSizes(((await storage.json()) as { mailboxes: Size[] }).mailboxes);
        setLargest(((await emails.json()) as { emails: Largest[] }).emails);
      })
      .catch((error) => {
        noteFailure(error);
        setSizes((before) => (Array.isArray(before) ? before : 'failed'));
      });
  }, []);
  useEffect(read, [read]);
  return (
    <Section title={t('settings.space')}>
      {quota.limit !== null && (
        <p className={styles.muted}>
          {t('space.of', { used: formatSize(quota.used), limit: formatSize(quota.limit) })}
        </p>
      )}
      {sizes === 'failed' ? (
        <p role="alert">
          {t('list.failed')}{' '}
          <button type="button" className="quiet" onClick={read}>
            {t('app.retry')}
          </button>
        </p>
      ) : (
        sizes && <Sizes sizes={sizes} hasLimit={quota.limit !== null} />
      )}
      {largest.length > 0 && (
        <>
          <h3>{t('settings.largest')}</h3>
          <ul className={styles.largest}>
            {largest.map(({ id, subject, bytes }) => (
              <li key={id}>
                <button
                  type="button"
                  onClick={() => {
                    if (onLeave()) openLarge(id).catch(showError);
                  }}
                >
                  <bdi>{safeLine(subject) || t('list.noSubject')}</bdi>
                </button>
                <span>{formatSize(bytes)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <CleanUp onGone={read} />
    </Section>
  );
}

/** How much mail there is, and where most of it lies. */
function Sizes({ sizes, hasLimit }: { sizes: readonly Size[]; hasLimit: boolean }) {
  const t = useSettingsWords();
  const mailboxes = useMail((state) => state.mailboxes);
  const used = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  return (
    <>
      {!hasLimit && <p className={styles.muted}>{t('space.used', { used: formatSize(used) })}</p>}
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
                  <td>{number(messages)}</td>
                  <td>{formatSize(bytes)}</td>
                </tr>
              );
            })}
        </tbody>
      </table>
    </>
  );
}

async function openLarge(id: string): Promise<void> {
  const [got] = await call([['Email/get', { ids: [id], properties: ROW_PROPERTIES }]]);
  addRows((got?.list ?? []) as Row[]);
  openConversation(id);
}
