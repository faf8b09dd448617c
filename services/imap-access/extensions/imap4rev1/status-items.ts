import { recentCounts } from '@postroom/mailbox';
import type { Declared } from '../../extension.ts';
import { counted, kept, type StatusItem } from '../../status/status-item.ts';

const MESSAGES = kept('MESSAGES', (mailbox) => mailbox.messageCount);
const UIDNEXT = kept('UIDNEXT', (mailbox) => mailbox.uidNext);
const UIDVALIDITY = kept('UIDVALIDITY', (mailbox) => mailbox.uidValidity);
const UNSEEN = kept('UNSEEN', (mailbox) => mailbox.unseenCount);
const RECENT = counted('RECENT', (session, accountId, mailboxes) =>
  recentCounts(session.services.store.pool, accountId, mailboxes),
);

/** RFC 3501 6.3.10. */
export const STATUS_ITEMS: Declared<StatusItem> = {
  MESSAGES: () => MESSAGES,
  RECENT: () => RECENT,
  UIDNEXT: () => UIDNEXT,
  UIDVALIDITY: () => UIDVALIDITY,
  UNSEEN: () => UNSEEN,
};
