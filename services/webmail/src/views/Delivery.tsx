import { longDate } from '../format/dates.ts';
import { meaningOf, wordsOfReply } from '../format/reply-meaning.ts';
import type { Message } from '../jmap/types.ts';
import { useMail } from '../state/mail.ts';
import { takeBack } from '../state/writing/undo.ts';
import { useDeliveryWords } from '../words/delivery/index.ts';
import { type text, useWords } from '../words/index.ts';
import styles from './Delivery.module.css';

/** What became of a mail that was sent from here, recipient by recipient. */
export default function Delivery({ message }: { message: Message }) {
  const t = useWords();
  const means = useDeliveryWords();
  const submission = useMail((state) => state.submissions[message.id]);
  if (!submission) return null;
  const { id, undoStatus, sendAt, deliveryStatus } = submission;
  const recipients = Object.entries(deliveryStatus ?? {});
  return (
    <section className={styles.track} aria-label={t('delivery.label')}>
      {undoStatus === 'pending' ? (
        <p className={styles.line}>
          <span className={styles.dots} data-state="queued" aria-hidden="true" />
          {t('delivery.scheduled', { when: longDate(sendAt) })}
          <button type="button" className="quiet" onClick={() => void takeBack(id, null)}>
            {t('delivery.takeBack')}
          </button>
        </p>
      ) : (
        recipients.map(([recipient, status]) => {
          const meaning = meaningOf(status.smtpReply);
          const reply = meaning ? means(meaning) : wordsOfReply(status.smtpReply);
          const { state, words } = told(status, reply, undoStatus === 'canceled', t);
          const isBad = status.delivered === 'no' || status.delivered === 'queued';
          return (
            <p key={recipient} className={styles.line}>
              <span className={styles.dots} data-state={state} aria-hidden="true" />
              <span>{recipient}</span>
              <small>{words}</small>
              {meaning && isBad && <small className={styles.said}>{wordsOfReply(status.smtpReply)}</small>}
            </p>
          );
        })
      )}
    </section>
  );
}

function told(
  { delivered, smtpReply, displayed }: { delivered: string; smtpReply: string; displayed?: string },
  reply: string,
  isTakenBack: boolean,
  t: typeof text,
): { state: string; words: string } {
  if (isTakenBack) return { state: 'failed', words: t('delivery.takenBack') };
  if (displayed === 'yes') return { state: 'delivered', words: t('delivery.read') };
  switch (delivered) {
    case 'yes':
      return { state: 'delivered', words: t('delivery.delivered') };
    case 'no':
      return { state: 'failed', words: t('delivery.failed', { reply }) };
    case 'queued':
      return smtpReply.startsWith('2')
        ? { state: 'queued', words: t('delivery.queued') }
        : { state: 'queued', words: t('delivery.waiting', { reply }) };
    default:
      return { state: 'delivered', words: t('delivery.relayed', { reply: smtpReply }) };
  }
}
