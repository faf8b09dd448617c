import { useState } from 'react';
import { longDate } from '../../format/dates.ts';
import type { Submission } from '../../jmap/types.ts';
import { takeBackFrom } from '../../state/delivery/steer.ts';
import { factsOf } from '../../state/delivery/steps.ts';
import { takeRedirectBack } from '../../state/redirect/take-back.ts';
import { takeBack } from '../../state/writing/undo.ts';
import { useDeliveryWords } from '../../words/delivery/index.ts';
import styles from './Delivery.module.css';

/** Recipients are offered one by one only if the message goes later than in this time; sooner, it would be gone before a choice is made. */
const SOON = 60_000;

/** When a message will be sent and to whom. It can be taken back as a whole, or from one of several recipients. */
export function Scheduled({ submission }: { submission: Submission }) {
  const t = useDeliveryWords();
  const [isBusy, setBusy] = useState(false);
  const { id, sendAt, resentTo, deliveryStatus } = submission;
  const all = Object.keys(deliveryStatus ?? {});
  const isOut = (recipient: string): boolean => factsOf(submission, recipient).isTakenBack;
  const left = all.filter((recipient) => !isOut(recipient));
  const shown = all.length > 1 && Date.parse(sendAt) - Date.now() > SOON ? all : [];
  const leaveOut = (recipient: string): void => {
    setBusy(true);
    void takeBackFrom(submission, [recipient]).finally(() => setBusy(false));
  };
  return (
    <>
      <p className={styles.pending}>
        <span>{t('scheduled', { when: longDate(sendAt) })}</span>
        <button
          type="button"
          className="quiet"
          onClick={() => void (resentTo ? takeRedirectBack(id) : takeBack(id, null))}
        >
          {t(shown.length > 0 ? 'takeWholeBack' : 'takeBack')}
        </button>
      </p>
      {shown.length > 0 && (
        <>
          <ul className={styles.planned}>
            {shown.map((recipient) => (
              <li key={recipient} className={styles.head}>
                <bdi className={styles.who}>{recipient}</bdi>
                {isOut(recipient) && <span className={styles.outcome}>{t('takenBack')}</span>}
                {!isOut(recipient) && left.length > 1 && (
                  <span className={styles.offers}>
                    <button
                      type="button"
                      className="quiet"
                      disabled={isBusy}
                      aria-label={t('takeBackFor', { recipient })}
                      onClick={() => leaveOut(recipient)}
                    >
                      {t('takeBack')}
                    </button>
                  </span>
                )}
              </li>
            ))}
          </ul>
          {left.length < all.length && <p className={styles.heading}>{t('stillNamed')}</p>}
        </>
      )}
    </>
  );
}
