import { listed, nameOf } from '../format/people.ts';
import type { EmailAddress, Message } from '../jmap/types.ts';
import { useMail } from '../state/mail.ts';
import { useWords } from '../words/index.ts';
import styles from './MessageView.module.css';

interface Props {
  readonly message: Message;
  /** Whether the reader wrote it; then nobody may be meant yet. */
  readonly isMine: boolean;
  readonly hasDetails: boolean;
  onDetails(): void;
}

/** How many recipients are named. Where there is no room, their names are cut and not the number of the others. */
const MOST_NAMES = 4;

/** Says in a line to whom a message went; a click shows all addresses. */
export function ToLine({ message: { to, cc }, isMine, hasDetails, onDetails }: Props) {
  const t = useWords();
  const isMe = useIsMe();
  const recipients = [...(to ?? []), ...(cc ?? [])];
  const named = recipients.slice(0, MOST_NAMES).map((address) => (isMe(address) ? t('read.me') : nameOf(address)));
  const names = listed(named);
  const count = recipients.length - MOST_NAMES;
  const toNobody = isMine ? t('read.to', { names: t('list.nobody') }) : t('read.toUnnamed');
  return (
    <button type="button" className={styles.to} aria-expanded={hasDetails} onClick={onDetails}>
      <span className={styles.names}>{names === '' ? toNobody : t('read.to', { names })}</span>
      {count > 0 && <span> {t('read.toMore', { count })}</span>}
      <span className={styles.unfold} aria-hidden="true">
        {' '}
        ▾
      </span>
    </button>
  );
}

/** Returns how to see whether an address is one of the reader's own, and not one that was delegated. */
export function useIsMe(): (address: EmailAddress) => boolean {
  const own = useMail((state) => state.identities);
  return ({ email }) => own.some((each) => !each.isDelegated && each.email.toLowerCase() === email.toLowerCase());
}
