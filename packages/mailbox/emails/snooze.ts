import type { Queryable, Transaction } from '@postroom/database';

/** When an email comes back, where to, and which keywords are then set or removed. */
export interface Snooze {
  readonly until: Date;
  /** Null means INBOX. */
  readonly moveTo: number | null;
  /** JMAP keywords in lower case; true sets one, false removes it. */
  readonly setKeywords: Readonly<Record<string, boolean>>;
}

export interface StoredSnooze extends Snooze {
  readonly messageId: number;
  /** The mailbox that it waits in; the snooze counts only there. */
  readonly mailboxId: number;
}

const COLUMNS = `message_id as "messageId", mailbox_id as "mailboxId", until, move_to as "moveTo", set_keywords as "setKeywords"`;

/** Returns the snoozes of those of the emails that have one, by email id. */
export async function readSnoozes(
  db: Queryable,
  accountId: number,
  messageIds: readonly number[],
): Promise<Map<number, StoredSnooze>> {
  const { rows } = await db.query<StoredSnooze & Record<string, unknown>>({
    name: 'read-snoozes',
    text: `select ${COLUMNS} from snoozes where account_id = $1 and message_id = any($2::bigint[])`,
    values: [accountId, messageIds],
  });
  return new Map(rows.map((row) => [row.messageId, row]));
}

/** Stores new snoozes of messages; null removes one. */
export async function writeSnoozes(
  tx: Transaction,
  accountId: number,
  mailboxId: number | null,
  snoozes: ReadonlyMap<number, Snooze | null>,
): Promise<void> {
  const [gone, kept] = [[...snoozes].filter(([, snooze]) => !snooze), [...snoozes].filter(([, snooze]) => snooze)];
  if (gone.length > 0) {
    await tx.query('delete from snoozes where account_id = $1 and message_id = any($2::bigint[])', [
      accountId,
      gone.map(([id]) => id),
    ]);
  }
  if (kept.length === 0) return;
  await tx.query(
    `insert into snoozes (account_id, message_id, mailbox_id, until, move_to, set_keywords)
     select $1, s.message_id, $2, s.until, s.move_to, s.set_keywords
     from jsonb_to_recordset($3::jsonb) as s (message_id bigint, until timestamptz, move_to bigint, set_keywords jsonb)
     on conflict (account_id, message_id) do update set mailbox_id = excluded.mailbox_id, until = excluded.until,
       move_to = excluded.move_to, set_keywords = excluded.set_keywords`,
    [
      ...[accountId, mailboxId],
      JSON.stringify(
        kept.map(([id, snooze]) => ({
          message_id: id,
          until: snooze?.until,
          move_to: snooze?.moveTo,
          set_keywords: snooze?.setKeywords,
        })),
      ),
    ],
  );
}

/**
 * Returns accounts with emails that are due, at most `limit` in random order, so that none makes another wait forever, however many emails
 * it has and whatever fails with it.
 */
export async function accountsToWake(db: Queryable, limit: number): Promise<number[]> {
  const { rows } = await db.query<{ account_id: number }>({
    name: 'accounts-to-wake',
    text: 'select account_id from snoozes where until <= now() group by account_id order by random() limit $1',
    values: [limit],
  });
  return rows.map((row) => row.account_id);
}

/** Returns the first due snoozes of an account. */
export async function dueSnoozes(tx: Transaction, accountId: number, limit: number): Promise<StoredSnooze[]> {
  const { rows } = await tx.query<StoredSnooze & Record<string, unknown>>({
    name: 'due-snoozes',
    text: `select ${COLUMNS} from snoozes where account_id = $1 and until <= now() order by until limit $2`,
    values: [accountId, limit],
  });
  return rows;
}
