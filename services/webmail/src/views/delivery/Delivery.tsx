import { useState } from 'react';
import type { Message, Submission } from '../../jmap/types.ts';
import { part } from '../../shell/part.ts';
import { type DeliveryStatus, stateOf } from '../../state/delivery/delivery-state.ts';
import { canBeTried, isWaiting } from '../../state/delivery/offers.ts';
import { openReport } from '../../state/delivery/open-report.ts';
import { takeBackFrom, tryNow } from '../../state/delivery/steer.ts';
import { factsOf } from '../../state/delivery/steps.ts';
import { useMail } from '../../state/mail.ts';
import { showError } from '../../state/show-error.ts';
import { useDeliveryWords } from '../../words/delivery/index.ts';
import styles from './Delivery.module.css';
import { RecipientDelivery } from './RecipientDelivery.tsx';
import { Scheduled } from './Scheduled.tsx';

/** How many recipients are shown at first; of more, the worst come first. */
const SHOWN = 8;

/** The delivery of a sent message, recipient by recipient. */
export default function Delivery({ message }: { message: Message }) {
  const t = useDeliveryWords();
  const submission = useMail((state) => state.submissions[message.id]);
  if (!submission) return null;
  const { undoStatus, resentTo } = submission;
  return (
    <section className={styles.track} aria-label={t('label')}>
      {resentTo && <p className={styles.heading}>{t('redirected')}</p>}
      {undoStatus === 'pending' ? (
        <Scheduled submission={submission} />
      ) : (
        <Recipients message={message} submission={submission} />
      )}
    </section>
  );
}

function Recipients({ message, submission }: { message: Message; submission: Submission }) {
  const t = useDeliveryWords();
  const [isBusy, setBusy] = useState(false);
  const [isWhole, setWhole] = useState(false);
  const all = Object.entries(submission.deliveryStatus ?? {});
  const isLong = all.length > SHOWN + 1 && !isWhole;
  const shown = isLong ? all.toSorted(([, a], [, b]) => gravity(a) - gravity(b)).slice(0, SHOWN) : all;
  const those = (is: (status: DeliveryStatus, facts: ReturnType<typeof factsOf>) => boolean): string[] =>
    all.filter(([recipient, status]) => is(status, factsOf(submission, recipient))).map(([recipient]) => recipient);
  const tried = those(canBeTried);
  const waiting = those(isWaiting);
  const back = those((status, { isTakenBack }) => stateOf(status) === 'failed' && !isTakenBack);
  const doing = (what: Promise<void>): void => {
    setBusy(true);
    void what.finally(() => setBusy(false));
  };
  const sendAgain = (to: readonly string[]): void =>
    void part('edit-as-new', () => import('../../state/writing/edit-as-new.ts'))
      .then(({ editAsNew }) => editAsNew(message, to))
      .catch(showError);
  const reports = back.length > 0 ? (submission.dsnBlobIds ?? []) : [];
  return (
    <>
      <ul className={styles.recipients}>
        {shown.map(([recipient, status]) => (
          <RecipientDelivery
            key={recipient}
            submission={submission}
            recipient={recipient}
            status={status}
            isBusy={isBusy}
            onTry={() => doing(tryNow(submission, [recipient]))}
            onTakeBack={() => doing(takeBackFrom(submission, [recipient]))}
            onSendAgain={() => sendAgain([recipient])}
          />
        ))}
      </ul>
      <div className={styles.forAll}>
        {isLong && (
          <button type="button" className="quiet" onClick={() => setWhole(true)}>
            {t('showAll', { count: all.length - shown.length })}
          </button>
        )}
        {tried.length > 1 && (
          <button type="button" className="quiet" disabled={isBusy} onClick={() => doing(tryNow(submission, tried))}>
            {t('tryAll')}
          </button>
        )}
        {waiting.length > 1 && (
          <button
            type="button"
            className="quiet"
            disabled={isBusy}
            onClick={() => doing(takeBackFrom(submission, waiting))}
          >
            {t('takeAllBack')}
          </button>
        )}
        {back.length > 1 && (
          <button type="button" className="quiet" onClick={() => sendAgain(back)}>
            {t('sendAgainToAll')}
          </button>
        )}
        {reports.length > 0 && (
          <button type="button" className="quiet" onClick={() => void openReport(reports)}>
            {t('openReport', { count: reports.length })}
          </button>
        )}
      </div>
    </>
  );
}

const GRAVEST_FIRST = ['failed', 'waiting', 'queued'];

function gravity(status: DeliveryStatus): number {
  const at = GRAVEST_FIRST.indexOf(stateOf(status));
  return at < 0 ? GRAVEST_FIRST.length : at;
}
