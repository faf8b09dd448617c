import { briefDate, longDate } from '../format/dates.ts';
import { meaningOf, wordsOfReply } from '../format/reply-meaning.ts';
import type { Message } from '../jmap/types.ts';
import { type DeliveryState, stateOf } from '../state/delivery-state.ts';
import { useMail } from '../state/mail.ts';
import { takeRedirectBack } from '../state/redirect/take-back.ts';
import { takeBack } from '../state/writing/undo.ts';
import { useDeliveryWords } from '../words/delivery/index.ts';
import styles from './Delivery.module.css';

/** What became of a mail that was sent from here, recipient by recipient. */
export default function Delivery({ message }: { message: Message }) {
  const t = useDeliveryWords();
  const submission = useMail((state) => state.submissions[message.id]);
  if (!submission) return null;
  const { id, undoStatus, sendAt, deliveryStatus, deliveryTimes, resentTo } = submission;
  const recipients = Object.entries(deliveryStatus ?? {});
  return (
    <section className={styles.track} aria-label={t('label')}>
      {resentTo && <p className={styles.heading}>{t('redirected')}</p>}
      {undoStatus === 'pending' ? (
        <p className={styles.line}>
          <span className={styles.dots} data-state="queued" aria-hidden="true" />
          {t('scheduled', { when: longDate(sendAt) })}
          <button
            type="button"
            className="quiet"
            onClick={() => void (resentTo ? takeRedirectBack(id) : takeBack(id, null))}
          >
            {t('takeBack')}
          </button>
        </p>
      ) : (
        recipients.map(([recipient, status]) => {
          const meaning = meaningOf(status.smtpReply);
          const reply = meaning ? t(meaning) : wordsOfReply(status.smtpReply);
          const isTakenBack = undoStatus === 'canceled';
          const state = isTakenBack ? 'failed' : stateOf(status);
          const words = isTakenBack ? t('takenBack') : told(state, reply, status.smtpReply, t);
          const { at = null, nextTryAt = null } = deliveryTimes?.[recipient] ?? {};
          const isBad = status.delivered === 'no' || status.delivered === 'queued';
          return (
            <p key={recipient} className={styles.line}>
              <span className={styles.dots} data-state={DOTS[state]} aria-hidden="true" />
              <span className={styles.words}>
                <span>{recipient}</span>
                <small>{words}</small>
                {at && <small>{briefDate(at)}</small>}
                {nextTryAt && Date.parse(nextTryAt) > Date.now() && (
                  <small>{t('nextTry', { when: briefDate(nextTryAt) })}</small>
                )}
                {meaning && isBad && <small className={styles.said}>{wordsOfReply(status.smtpReply)}</small>}
              </span>
            </p>
          );
        })
      )}
    </section>
  );
}

/** How the track of dots shows a state. */
const DOTS: Readonly<Record<DeliveryState, string>> = {
  ...{ failed: 'failed', waiting: 'queued', queued: 'queued' },
  ...{ relayed: 'delivered', delivered: 'delivered', read: 'delivered' },
};

function told(state: DeliveryState, reply: string, said: string, t: ReturnType<typeof useDeliveryWords>): string {
  switch (state) {
    case 'failed':
      return t('failed', { reply });
    case 'waiting':
      return t('waiting', { reply });
    case 'relayed':
      return t('relayed', { reply: said });
    default:
      return t(state);
  }
}
