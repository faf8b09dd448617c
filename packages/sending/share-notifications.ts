import type { Queryable, Transaction } from '@postroom/database';
import { beginSending } from './state.ts';

/** That somebody's rights in a mailbox of another account are not what they were (RFC 9670 3). */
export interface NewShareNotification {
  /** Who is told. */
  readonly accountId: number;
  readonly changedBy: { readonly accountId: number; readonly name: string; readonly email: string };
  readonly objectAccountId: number;
  readonly mailboxId: number;
  readonly name: string;
  /** Letters of RFC 4314; null: none. */
  readonly oldRights: string | null;
  readonly newRights: string | null;
}

export interface ShareNotification extends NewShareNotification {
  readonly id: number;
  readonly createdAt: Date;
}

/** An account's newest are kept. */
const MAX_KEPT = 500;

/** What became of one account's rights in a mailbox (letters of RFC 4314; null: none). */
interface ChangedGrant {
  readonly granteeId: number;
  readonly mailboxId: number;
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Tells those whose rights in an account's mailbox somebody changed, but not him. */
export async function noteGrants(
  tx: Transaction,
  objectAccountId: number,
  changedBy: NewShareNotification['changedBy'],
  changed: readonly ChangedGrant[],
): Promise<void> {
  await noteShares(
    tx,
    changed
      .filter(({ granteeId }) => granteeId !== changedBy.accountId)
      .map(({ granteeId, mailboxId, name, before, after }) => ({
        ...{ accountId: granteeId, changedBy, objectAccountId, mailboxId, name },
        ...{ oldRights: before, newRights: after },
      })),
  );
}

/** Tells accounts of their rights, each in the order of ids, behind the locks of mailboxes. */
async function noteShares(tx: Transaction, notifications: readonly NewShareNotification[]): Promise<void> {
  for (const each of notifications.toSorted((one, other) => one.accountId - other.accountId)) {
    const { accountId, changedBy, objectAccountId, mailboxId, name, oldRights, newRights } = each;
    const change = await beginSending(tx, accountId);
    const { rows } = await tx.query<{ id: number }>(
      `select id from share_notifications where account_id = $1 order by id desc offset ${MAX_KEPT - 1}`,
      [accountId],
    );
    for (const old of rows) await removeRow(tx, accountId, old.id, change.modseq());
    await tx.query(
      `insert into share_notifications (account_id, id, modseq, created_modseq, changed_by, changed_by_name, changed_by_email,
         object_account_id, object_id, name, old_rights, new_rights)
       values ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        ...[accountId, change.id(), change.modseq(), changedBy.accountId, changedBy.name, changedBy.email],
        ...[objectAccountId, mailboxId, name, oldRights, newRights],
      ],
    );
    await change.save();
  }
}

/** Those of an account, the oldest first; at most MAX_KEPT. */
export async function readShareNotifications(db: Queryable, accountId: number): Promise<ShareNotification[]> {
  const { rows } = await db.query<ShareNotification & Record<string, unknown>>({
    name: 'read-share-notifications',
    text: `select account_id as "accountId", id, created_at as "createdAt",
        json_build_object('accountId', changed_by, 'name', changed_by_name, 'email', changed_by_email) as "changedBy",
        object_account_id as "objectAccountId", object_id as "mailboxId", name, old_rights as "oldRights", new_rights as "newRights"
      from share_notifications where account_id = $1 order by id`,
    values: [accountId],
  });
  return rows;
}

/** Returns whether it was there. */
export async function destroyShareNotification(tx: Transaction, accountId: number, id: number): Promise<boolean> {
  const change = await beginSending(tx, accountId);
  const isThere = await removeRow(tx, accountId, id, change.modseq());
  await change.save();
  return isThere;
}

async function removeRow(tx: Transaction, accountId: number, id: number, modseq: number): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'remove-share-notification',
    text: `with gone as (delete from share_notifications where account_id = $1 and id = $2 returning id)
      insert into removed_sending (account_id, modseq, kind, id) select $1, $3, 'notification', id from gone`,
    values: [accountId, id, modseq],
  });
  return rowCount === 1;
}
