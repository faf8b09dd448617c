import { outcomeInWords } from '../../format/reason.ts';
import { safeLine } from '../../format/safe-line.ts';
import type { Submission } from '../../jmap/types.ts';
import type { DeliveryStatus } from '../../state/delivery/delivery-state.ts';
import { stateOf } from '../../state/delivery/delivery-state.ts';
import { canBeTried, isWaiting } from '../../state/delivery/offers.ts';
import { factsOf, stepsOf } from '../../state/delivery/steps.ts';
import { useDeliveryWords } from '../../words/delivery/index.ts';
import styles from './Delivery.module.css';
import { SHORT_ANSWER, Steps } from './Steps.tsx';

/** The codes that our server puts before its own text where the other server gave no reply. */
const NOTED_HERE = /^(?:451 4\.4\.1|554 5\.0\.0) /;

interface Props {
  readonly submission: Submission;
  readonly recipient: string;
  readonly status: DeliveryStatus;
  /** Whether an action on it is running. */
  readonly isBusy: boolean;
  onTry(): void;
  onTakeBack(): void;
  onSendAgain(): void;
}

/** The delivery to one recipient step by step, and the possible actions. */
export function RecipientDelivery({ submission, recipient, status, isBusy, onTry, onTakeBack, onSendAgain }: Props) {
  const t = useDeliveryWords();
  const facts = factsOf(submission, recipient);
  const state = facts.isTakenBack ? 'takenBack' : stateOf(status);
  const smtpReply = safeLine(status.smtpReply);
  const steps = stepsOf(status, facts, submission.sendAt);
  const wasAsked = facts.attempts > 0 && !facts.isTakenBack && !facts.isLocal;
  const hasDetails = state === 'failed' || state === 'waiting' || smtpReply.length > SHORT_ANSWER;
  return (
    <li className={styles.recipient} data-state={state}>
      <div className={styles.head}>
        <bdi className={styles.who}>{recipient}</bdi>
        <span className={styles.outcome}>{outcomeInWords(stateOf(status), { ...status, smtpReply }, facts, t)}</span>
        <span className={styles.offers}>
          {canBeTried(status, facts) && (
            <button
              type="button"
              className="quiet"
              disabled={isBusy}
              aria-label={t('tryNowFor', { recipient })}
              onClick={onTry}
            >
              {t('tryNow')}
            </button>
          )}
          {isWaiting(status, facts) && (
            <button
              type="button"
              className="quiet"
              disabled={isBusy}
              aria-label={t('takeBackFor', { recipient })}
              onClick={onTakeBack}
            >
              {t('takeBack')}
            </button>
          )}
          {(state === 'failed' || state === 'takenBack') && (
            <button type="button" className="quiet" aria-label={t('sendAgainTo', { recipient })} onClick={onSendAgain}>
              {t('sendAgain')}
            </button>
          )}
        </span>
      </div>
      <Steps steps={steps} attempts={facts.attempts} answer={smtpReply} />
      {wasAsked && hasDetails && (
        <details className={styles.said}>
          <summary>{t(facts.server && !NOTED_HERE.test(smtpReply) ? 'said' : 'saidHere')}</summary>
          <p>
            {facts.server && <b>{facts.server}: </b>}
            <bdi>{smtpReply}</bdi>
          </p>
        </details>
      )}
    </li>
  );
}
