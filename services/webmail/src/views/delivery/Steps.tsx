import { exactTime } from '../../format/dates.ts';
import type { Step } from '../../state/delivery/steps.ts';
import { type DeliveryWord, useDeliveryWords } from '../../words/delivery/index.ts';
import styles from './Delivery.module.css';

/** Characters of a server's reply that are shown in its step; the whole reply is below. */
export const SHORT_ANSWER = 40;

interface Props {
  readonly steps: readonly Step[];
  /** The number of attempts. */
  readonly attempts: number;
  /** The reply of the server that accepted the message. */
  readonly answer: string;
}

/** The way of a message to one recipient: a dot for each step, with its time. */
export function Steps({ steps, attempts, answer }: Props) {
  const t = useDeliveryWords();
  const short = answer.length > SHORT_ANSWER ? `${answer.slice(0, SHORT_ANSWER).trimEnd()}…` : answer;
  return (
    <ol className={styles.steps}>
      {steps.map(({ name, at, kind }) => (
        <li key={name} data-kind={kind}>
          <span>
            {t(WORDS[name], { when: at ? exactTime(at) : '', count: attempts })}
            {name === 'answered' && answer && <q dir="auto">{short}</q>}
          </span>
        </li>
      ))}
    </ol>
  );
}

const WORDS: Readonly<Record<Step['name'], DeliveryWord>> = {
  sent: 'stepSent',
  handedOver: 'stepHandedOver',
  answered: 'stepAnswered',
  filed: 'stepFiled',
  reported: 'stepReported',
  seen: 'stepSeen',
  tried: 'stepTried',
  cameBack: 'stepCameBack',
  takenBackAt: 'stepTakenBackAt',
  next: 'stepNext',
  underWay: 'stepUnderWay',
  held: 'stepHeld',
  coming: 'stepComing',
};
