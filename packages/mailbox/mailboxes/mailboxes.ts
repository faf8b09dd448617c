import { type Pool, type Queryable, transaction } from '@postroom/database';
import { MailError, type SpecialUse } from '@postroom/types';
import { normaliseMailboxName } from './mailbox-names.ts';
import { type MailboxRef, ownMailbox } from './mailbox-ref.ts';

export interface Mailbox extends MailboxRef {
  /** The path, with `/` between levels. */
  name: string;
  uidValidity: number;
  uidNext: number;
  /** The first uid that no session has seen as \Recent. */
  recentUid: number;
  highestModseq: number;
  messageCount: number;
  unseenCount: number;
  deletedCount: number;
  sizeBytes: number;
  specialUse: SpecialUse | null;
}

/** SQL: the columns of a Mailbox. */
export const MAILBOX_COLUMNS = `account_id, id, name, uid_validity, uid_next, recent_uid, highest_modseq, message_count, unseen_count, deleted_count,
  size_bytes, special_use`;

export interface MailboxRow {
  account_id: number;
  id: number;
  name: string;
  uid_validity: number;
  uid_next: number;
  recent_uid: number;
  highest_modseq: number;
  message_count: number;
  unseen_count: number;
  deleted_count: number;
  size_bytes: number;
  special_use: SpecialUse | null;
}

export function mailboxFromRow(row: MailboxRow): Mailbox {
  return {
    ...ownMailbox(row.account_id, row.id),
    name: row.name,
    uidValidity: row.uid_validity,
    uidNext: row.uid_next,
    recentUid: row.recent_uid,
    highestModseq: row.highest_modseq,
    messageCount: row.message_count,
    unseenCount: row.unseen_count,
    deletedCount: row.deleted_count,
    sizeBytes: row.size_bytes,
    specialUse: row.special_use,
  };
}

/** How many mailboxes one query reads. */
const PAGE = 1_000;

/** Returns all mailboxes of the account, ordered by name, with the counters that STATUS needs, all from the same moment. */
export async function listMailboxes(pool: Pool, accountId: number): Promise<Mailbox[]> {
  const few = await listSome(pool, accountId, '');
  if (few.length < PAGE) return few;
  return transaction(pool, async (tx) => {
    await tx.query('set transaction isolation level repeatable read');
    const all: Mailbox[] = [];
    for (let page = await listSome(tx, accountId, ''); page.length > 0; ) {
      all.push(...page);
      page = await listSome(tx, accountId, (page.at(-1) as Mailbox).name);
    }
    return all;
  });
}

async function listSome(db: Queryable, accountId: number, after: string): Promise<Mailbox[]> {
  const { rows } = await db.query<MailboxRow>(
    `select ${MAILBOX_COLUMNS} from mailboxes where account_id = $1 and name collate "C" > $2
     order by name collate "C" limit ${PAGE}`,
    [accountId, after],
  );
  return rows.map(mailboxFromRow);
}

/** Returns the mailbox with this name (INBOX in any case). Throws mailbox-not-found. */
export async function findMailbox(db: Queryable, accountId: number, name: string): Promise<Mailbox> {
  const { rows } = await db.query<MailboxRow>({
    name: 'find-mailbox',
    text: `select ${MAILBOX_COLUMNS} from mailboxes where account_id = $1 and name = $2`,
    values: [accountId, normaliseMailboxName(name)],
  });
  if (!rows[0]) throw new MailError('mailbox-not-found', 'No such mailbox');
  return mailboxFromRow(rows[0]);
}

/** Returns the error for a mailbox whose name now belongs to another one. */
export function renamedMeanwhile(): MailError {
  return new MailError('mailbox-not-found', 'The mailbox was renamed');
}

/** Returns the mailbox as it is now. Throws mailbox-not-found when it has been deleted. */
export async function mailboxById(
  db: Queryable,
  { accountId, mailboxId, rights, reader }: MailboxRef,
): Promise<Mailbox> {
  const { rows } = await db.query<MailboxRow>({
    name: 'mailbox-by-id',
    text: `select ${MAILBOX_COLUMNS} from mailboxes where account_id = $1 and id = $2`,
    values: [accountId, mailboxId],
  });
  if (!rows[0]) throw new MailError('mailbox-not-found', 'The mailbox was deleted');
  return { ...mailboxFromRow(rows[0]), rights, reader };
}

/** The most subscribed names of one account; some may have no mailbox. */
export const MAX_SUBSCRIPTIONS = 20_000;

/** Subscribes to a name (RFC 3501 6.3.6). Throws limit-reached. */
export async function subscribe(db: Queryable, accountId: number, name: string): Promise<void> {
  const { rows } = await db.query<{ is_full: boolean }>(
    `with counted as (
       select count(*) >= ${MAX_SUBSCRIPTIONS} as is_full from subscriptions where account_id = $1
     ), added as (
       insert into subscriptions (account_id, name) select $1, $2 from counted where not is_full on conflict do nothing
     )
     select is_full from counted`,
    [accountId, normaliseMailboxName(name)],
  );
  if (rows[0]?.is_full) {
    throw new MailError('limit-reached', `An account subscribes to at most ${MAX_SUBSCRIPTIONS} mailboxes`);
  }
}

export async function unsubscribe(db: Queryable, accountId: number, name: string): Promise<void> {
  await db.query('delete from subscriptions where account_id = $1 and name = $2', [
    accountId,
    normaliseMailboxName(name),
  ]);
}

/** Returns the subscribed names; some may no longer have a mailbox (RFC 9051 6.3.7). */
export async function subscriptions(db: Queryable, accountId: number): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    'select name from subscriptions where account_id = $1 order by name collate "C"',
    [accountId],
  );
  return rows.map((row) => row.name);
}
