import { useCallback, useEffect, useState } from 'react';
import { plainLine } from '../../format/plain.ts';
import { formatSize } from '../../format/sizes.ts';
import { request } from '../../jmap/client.ts';
import { ROW_PROPERTIES, type Row } from '../../jmap/types.ts';
import { addRows, call, noteFailure, useMail } from '../../state/mail.ts';
import { openConversation } from '../../state/reading.ts';
import { tell } from '../../state/tell.ts';
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

export function Space({ onClose }: { onClose(): void }) {
  const t = useSettingsWords();
  const mailboxes = useMail((state) => state.mailboxes);
  const quota = useMail((state) => state.quota);
  const [sizes, setSizes] = useState<Size[]>([]);
  const [largest, setLargest] = useState<Largest[]>([]);
  const read = useCallback(() => {
    Promise.all([request('/account/storage'), request('/account/storage/largest?limit=8')])
      .then(async ([storage, emails]) => {
        setSizes(((await storage.json()) as { mailboxes: Size[] }).mailboxes);
        setLargest(((await emails.json()) as { emails: Largest[] }).emails);
      })
      .catch(noteFailure);
  }, []);
  useEffect(read, [read]);
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
                    openLarge(id).catch(tell);
                  }}
                >
                  {plainLine(subject) || t('list.noSubject')}
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

async function openLarge(id: string): Promise<void> {
  const [got] = await call([['Email/get', { ids: [id], properties: ROW_PROPERTIES }]]);
  addRows((got?.list ?? []) as Row[]);
  openConversation(id);
}
