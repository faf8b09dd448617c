import { useEffect, useState } from 'react';
import { longDate } from '../../format/dates.ts';
import type { Submission } from '../../jmap/types.ts';
import { readWithoutEmail } from '../../state/delivery/without-email.ts';
import { noteFailure, useMail } from '../../state/mail.ts';
import { show } from '../../state/toasts.ts';
import { cancel } from '../../state/writing/undo.ts';
import { useDeliveryWords } from '../../words/delivery/index.ts';
import { text } from '../../words/index.ts';
import styles from './Delivery.module.css';

/** Messages that wait to be sent and are in no list, because another program deleted their email. They can be taken back here. */
export default function WithoutEmail() {
  const t = useDeliveryWords();
  const total = useMail(({ list }) => list.total);
  const [waiting, setWaiting] = useState<readonly Submission[]>([]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is deleted changes the number of emails
  useEffect(() => {
    let isCurrent = true;
    readWithoutEmail().then((found) => isCurrent && setWaiting(found), noteFailure);
    return () => {
      isCurrent = false;
    };
  }, [total]);

  async function takeBack(id: string): Promise<void> {
    if (!(await cancel(id, {}, () => void takeBack(id)))) return;
    setWaiting((before) => before.filter((each) => each.id !== id));
    show(text('compose.takenBack'));
  }

  return waiting.map(({ id, sendAt, deliveryStatus }) => (
    <p key={id} className={`${styles.pending} ${styles.withoutEmail}`}>
      <span>
        {t('deletedToGo', { recipients: Object.keys(deliveryStatus ?? {}).join(', '), when: longDate(sendAt) })}
      </span>
      <button type="button" className="quiet" onClick={() => void takeBack(id)}>
        {t('takeBack')}
      </button>
    </p>
  ));
}
