import { domainOf, pretendedAddress } from '../../format/pretence.ts';
import type { Message } from '../../jmap/types.ts';
import { type text, useWords } from '../../words/index.ts';
import styles from './trust.module.css';

/** What the reader should know about a sender before believing the message, in one notice. */
export function SenderNotices({ message }: { message: Message }) {
  const t = useWords();
  const notices = noticesOf(message, t);
  if (notices.length === 0) return null;
  return (
    <ul className={styles.notice}>
      {notices.map((notice) => (
        <li key={notice}>{notice}</li>
      ))}
    </ul>
  );
}

function noticesOf({ from, replyTo, origin }: Message, t: typeof text): string[] {
  const [sender] = from ?? [];
  if (!sender) return [];
  const notices: string[] = [];
  const pretended = pretendedAddress(sender);
  if (pretended !== undefined) notices.push(t('sender.pretends', { shown: pretended, email: sender.email }));
  if (!origin?.isFirst) return notices;
  const domain = domainOf(sender.email);
  if (origin.looksLike !== null) notices.push(t('sender.looksLike', { domain, known: origin.looksLike }));
  const answer = replyTo?.find(({ email }) => email !== '');
  if (answer && domainOf(answer.email) !== domain) notices.push(t('sender.repliesTo', { email: answer.email }));
  return notices;
}
