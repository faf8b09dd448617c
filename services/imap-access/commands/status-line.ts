import type { StatusItem } from '@postroom/imap';
import { deletedBytes, type Mailbox, recentCounts } from '@postroom/mailbox';
import { enableCondstore } from '../session/condstore.ts';
import type { Session } from '../session/session.ts';
import { accountOf } from '../session/state.ts';

/** What is counted only when it is asked for. */
interface Counted {
  readonly recent: ReadonlyMap<number, number>;
  readonly deletedBytes: ReadonlyMap<number, number>;
}

const VALUES: Readonly<Record<StatusItem, (mailbox: Mailbox, counted: Counted) => number>> = {
  MESSAGES: (mailbox) => mailbox.messageCount,
  RECENT: ({ id }, { recent }) => recent.get(id) ?? 0,
  UIDNEXT: (mailbox) => mailbox.uidNext,
  UIDVALIDITY: (mailbox) => mailbox.uidValidity,
  UNSEEN: (mailbox) => mailbox.unseenCount,
  HIGHESTMODSEQ: (mailbox) => mailbox.highestModseq,
  SIZE: (mailbox) => mailbox.sizeBytes,
  DELETED: (mailbox) => mailbox.deletedCount,
  'DELETED-STORAGE': ({ id }, counted) => counted.deletedBytes.get(id) ?? 0,
};

/** Writes the STATUS response of a mailbox. */
export type StatusWriter = (mailbox: Mailbox) => void;

/** Counts what the items need for all of these mailboxes at once, and returns the writer of their responses. */
export async function statusWriter(
  session: Session,
  items: readonly StatusItem[],
  mailboxes: readonly Mailbox[],
): Promise<StatusWriter> {
  const { pool } = session.services.store;
  const { id: accountId } = accountOf(session);
  const none = new Map<number, number>();
  const counted: Counted = {
    recent: items.includes('RECENT') ? await recentCounts(pool, accountId, mailboxes) : none,
    deletedBytes: items.includes('DELETED-STORAGE') ? await deletedBytes(pool, accountId, mailboxes) : none,
  };
  // RFC 7162 3.1: asking for it is switching it on.
  if (items.includes('HIGHESTMODSEQ')) enableCondstore(session);
  return (mailbox) => {
    const values = items.map((item) => `${item} ${VALUES[item](mailbox, counted)}`);
    session.output
      .text('* STATUS ')
      .mailbox(mailbox.name)
      .line(` (${values.join(' ')})`);
  };
}
