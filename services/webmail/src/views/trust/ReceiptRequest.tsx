import { nameOf } from '../../format/people.ts';
import type { Message } from '../../jmap/types.ts';
import { usePreferences } from '../../state/account-preferences.ts';
import { useMail } from '../../state/mail.ts';
import { receiptTo, refuseReceipt, sendReceipt } from '../../state/receipts.ts';
import { useWords } from '../../words/index.ts';
import styles from './trust.module.css';

/** Tells that the sender asks for a read receipt. It is sent only by a click. */
export function ReceiptRequest({ message }: { message: Message }) {
  const t = useWords();
  const asks = usePreferences(({ receipts }) => receipts === 'ask');
  const isJunk = useMail(({ mailboxes }) =>
    mailboxes.some(({ id, role }) => role === 'junk' && message.mailboxIds[id]),
  );
  const to = receiptTo(message);
  const [sender] = message.from ?? [];
  if (!asks || isJunk || to === undefined || !sender) return null;
  const isOther = to.toLowerCase() !== sender.email.toLowerCase();
  return (
    <div className={styles.ask}>
      <span>
        {isOther
          ? t('receipt.askOther', { name: nameOf(sender), email: to })
          : t('receipt.ask', { name: nameOf(sender) })}
      </span>
      <button type="button" className="quiet" onClick={() => void sendReceipt(message)}>
        {t('receipt.send')}
      </button>
      <button type="button" className="quiet" onClick={() => void refuseReceipt(message)}>
        {t('receipt.refuse')}
      </button>
    </div>
  );
}
