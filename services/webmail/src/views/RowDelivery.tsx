import { Check, CheckCheck, CircleAlert, Clock, Undo2 } from 'lucide-react';
import { stateOfAll } from '../state/delivery/delivery-state.ts';
import { useMail } from '../state/mail.ts';
import { useWords } from '../words/index.ts';
import styles from './RowDelivery.module.css';

const ICONS = {
  failed: CircleAlert,
  waiting: Clock,
  queued: Clock,
  scheduled: Clock,
  relayed: Check,
  delivered: Check,
  read: CheckCheck,
  takenBack: Undo2,
} as const;

/** The delivery of a sent email in one word, for the list. Nothing is known of mail that another program sent. */
export function RowDelivery({ emailId }: { emailId: string }) {
  const t = useWords();
  const state = useMail(({ submissions }) => {
    const submission = submissions[emailId];
    return submission ? stateOfAll(submission) : null;
  });
  if (state === null) return null;
  const Icon = ICONS[state];
  return (
    <span className={styles.state} data-state={state}>
      <Icon size={14} aria-hidden="true" />
      {t('delivery.inShort', { state })}
    </span>
  );
}
