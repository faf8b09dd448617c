import type { Queryable, Transaction } from '@postroom/database';
import { destroyRow } from './remove-row.ts';
import { beginSendings, type SendingChange, saveSendings } from './state.ts';

/** A change of somebody's rights in a mailbox of another account (RFC 9670 3). */
export interface NewShareNotification {
  /** The account that is notified. */
  readonly accountId: number;
  readonly changedBy: { readonly accountId: number; readonly name: string; readonly email: string };
  readonly objectAccountId: number;
  readonly mailboxId: number;
  readonly name: string;
  /** Letters of RFC 4314; null means none. */
  readonly oldRights: string | null;
  readonly newRights: string | null;
}

export interface ShareNotification extends NewShareNotification {
  readonly id: number;
  readonly createdAt: Date;
}

/** How many of its newest notifications an account keeps. */
const MAX_KEPT = 500;

/** A change of one account's rights in a mailbox (letters of RFC 4314; null means none). */
interface ChangedGrant {
  /** The owner of the mailbox. */
  readonly accountId: number;
  readonly granteeId: number;
  readonly mailboxId: number;
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Notifies the accounts whose rights were changed, except the one that changed them. */
export async function noteGrants(
  tx: Transaction,
  changedBy: NewShareNotification['changedBy'],
  changed: readonly ChangedGrant[],
): Promise<void> {
  await noteShares(
    tx,
    changed
      .filter(({ granteeId }) => granteeId !== changedBy.accountId)
      .map(({ accountId, granteeId, mailboxId, name, before, after }) => ({
        accountId: granteeId,
        changedBy,
        objectAccountId: accountId,
        mailboxId,
        name,
        oldRights: before,
        newRights: after,
      })),
  );
}

/** Notifies accounts. Must run after mailboxes are locked. It locks all accounts in the order of their ids, as a group can have many members. */
async function noteShares(tx: Transaction, notifications: readonly NewShareNotification[]): Promise<void> {
  const byAccount = Map.groupBy(notifications, ({ accountId }) => accountId);
  if (byAccount.size === 0) return;
  const changes = await beginSendings(tx, [...byAccount.keys()]);
  const noted = changes.flatMap((change) => {
    const latest = (byAccount.get(change.accountId) ?? []).slice(-MAX_KEPT);
    return latest.map((each) => ({ ...each, id: change.id(), modseq: change.modseq() }));
  });
  await tx.query(
    `insert into share_notifications (account_id, id, modseq, created_modseq, changed_by, changed_by_name, changed_by_email,
       object_account_id, object_id, name, old_rights, new_rights)
     select "accountId", id, modseq, modseq, by_id, by_name, by_email, "objectAccountId", "mailboxId", name, "oldRights", "newRights"
     from jsonb_to_recordset($1) as n ("accountId" bigint, id bigint, modseq bigint, by_id bigint, by_name text, by_email text,
       "objectAccountId" bigint, "mailboxId" bigint, name text, "oldRights" text, "newRights" text)`,
    [
      JSON.stringify(
        noted.map(({ changedBy: { accountId, name, email }, ...each }) => ({
          ...each,
          by_id: accountId,
          by_name: name,
          by_email: email,
        })),
      ),
    ],
  );
  await forgetOld(tx, changes);
  await saveSendings(tx, changes);
}

async function forgetOld(tx: Transaction, changes: readonly SendingChange[]): Promise<void> {
  const { rows } = await tx.query<{ account_id: number; id: number }>(
    `select account_id, id from (
       select account_id, id, row_number() over (partition by account_id order by id desc) as place
       from share_notifications where account_id = any($1::bigint[])
     ) n where place > ${MAX_KEPT}`,
    [changes.map(({ accountId }) => accountId)],
  );
  const byAccount = Map.groupBy(rows, ({ account_id: accountId }) => accountId);
  const old = changes.flatMap((change) =>
    (byAccount.get(change.accountId) ?? []).map(({ id }) => ({
      accountId: change.accountId,
      id,
      modseq: change.modseq(),
    })),
  );
  if (old.length === 0) return;
  await tx.query(
    `with old as (select * from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as o (account_id, id, modseq)),
     gone as (delete from share_notifications s using old o where s.account_id = o.account_id and s.id = o.id)
     insert into removed_sending (account_id, modseq, kind, id) select account_id, modseq, 'notification', id from old`,
    [old.map((each) => each.accountId), old.map((each) => each.id), old.map((each) => each.modseq)],
  );
}

/** Returns the notifications of an account, oldest first; at most MAX_KEPT. */
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

/** Removes a notification. Returns whether it existed. */
export function destroyShareNotification(tx: Transaction, accountId: number, id: number): Promise<boolean> {
  return destroyRow(tx, accountId, 'notification', id);
}
