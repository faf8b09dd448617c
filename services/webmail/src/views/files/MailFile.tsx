import { useEffect, useState } from 'react';
import { longDate } from '../../format/dates.ts';
import { formatAddress, listed } from '../../format/people.ts';
import type { Message } from '../../jmap/types.ts';
import { call } from '../../state/mail.ts';
import { parsedMail } from '../../state/parsed-mail.ts';
import { safeMessage } from '../../state/safe-rows.ts';
import { useFileWords } from '../../words/files/index.ts';
import { useWords } from '../../words/index.ts';
import { Body } from '../Body.tsx';
import { Attachments } from './Attachments.tsx';
import styles from './Preview.module.css';

const NONE: ReadonlySet<string> = new Set();

/** A message inside a file, parsed by the server (RFC 8621 4.9) and sanitized like every message. */
export function MailFile({ blobId }: { blobId: string }) {
  const t = useWords();
  const own = useFileWords();
  const [message, setMessage] = useState<Message | null | undefined>(null);
  const [shownCids, setShownCids] = useState(NONE);
  useEffect(() => {
    let isGone = false;
    void call([parsedMail(blobId)])
      .then(([answer]) => (answer?.parsed as Record<string, Message> | null)?.[blobId])
      .catch(() => undefined)
      .then((read) => {
        if (!isGone) setMessage(read && safeMessage({ ...read, id: blobId, mailboxIds: {}, keywords: {} }));
      });
    return () => {
      isGone = true;
    };
  }, [blobId]);
  if (message === null) return null;
  if (message === undefined) return <p className={styles.muted}>{own('preview.failed')}</p>;
  const { from, to, subject, sentAt } = message;
  return (
    <article className={styles.mail}>
      <h2>{subject?.trim() || t('list.noSubject')}</h2>
      <header>
        <p>
          {t('compose.from')}: {listed((from ?? []).map(formatAddress))}
        </p>
        {to && to.length > 0 && (
          <p>
            {t('compose.to')}: {listed(to.map(formatAddress))}
          </p>
        )}
        {sentAt && <time dateTime={sentAt}>{longDate(sentAt)}</time>}
      </header>
      <Body message={message} shownCids={shownCids} onShown={setShownCids} />
      <Attachments message={message} shownCids={shownCids} />
    </article>
  );
}
