import { ownUnseenCounts, recentCounts } from '@postroom/mailbox';
import type { Declared } from '../../extension.ts';
import { counted, kept, type StatusItem } from '../../status/status-item.ts';

const MESSAGES = kept('MESSAGES', (mailbox) => mailbox.messageCount);
const UIDNEXT = kept('UIDNEXT', (mailbox) => mailbox.uidNext);
const UIDVALIDITY = kept('UIDVALIDITY', (mailbox) => mailbox.uidValidity);
const RECENT = counted('RECENT', (session, accountId, mailboxes) =>
  recentCounts(session.services.store.pool, accountId, mailboxes),
);

const UNSEEN_BY_READER = counted('UNSEEN', (session, accountId, mailboxes) =>
  ownUnseenCounts(session.services.store.pool, accountId, mailboxes),
);
/** The mailbox's row has the count for its owner; other readers may have another one. */
const UNSEEN: StatusItem = {
  name: 'UNSEEN',
  async prepare(session, mailboxes) {
    const byReader = await UNSEEN_BY_READER.prepare(session, mailboxes);
    return (mailbox) => (mailbox.reader === undefined ? mailbox.unseenCount : byReader(mailbox));
  },
};

/** RFC 3501 6.3.10. */
export const STATUS_ITEMS: Declared<StatusItem> = {
  MESSAGES: () => MESSAGES,
  RECENT: () => RECENT,
  UIDNEXT: () => UIDNEXT,
  UIDVALIDITY: () => UIDVALIDITY,
  UNSEEN: () => UNSEEN,
};
