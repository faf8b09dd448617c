import { locale } from '../words/index.ts';
import type { JoinableDomain } from './api.ts';
import styles from './Join.module.css';
import { useJoinWords } from './words/index.ts';

export type Step = 'filling' | 'proving' | 'sending';

interface Props {
  readonly mode: JoinableDomain['mode'];
  readonly step: Step;
  /** How much of the proof of work is done, 0 to 1. */
  readonly proven: number;
}

/** Sends the application, and shows how far it is. */
export function SendButton({ mode, step, proven }: Props) {
  const t = useJoinWords();
  const isBusy = step !== 'filling';
  const toDo = mode === 'approval' ? 'send.approval' : 'send.open';
  return (
    <>
      <button type="submit" className={`main ${styles.send}`} disabled={isBusy} aria-describedby="send-note">
        {step === 'proving'
          ? t('send.proving', { percent: percent(proven) })
          : t(step === 'sending' ? 'send.sending' : toDo)}
        {isBusy && <progress max={1} value={step === 'proving' ? proven : 1} aria-hidden />}
      </button>
      <p className="unseen" role="status">
        {isBusy && t('send.sending')}
      </p>
      {mode === 'approval' && (
        <p id="send-note" className={styles.status}>
          {t('send.approvalNote')}
        </p>
      )}
    </>
  );
}

function percent(part: number): string {
  return new Intl.NumberFormat(locale(), { style: 'percent' }).format(part);
}
