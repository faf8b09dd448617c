import type { Queryable } from '@postroom/database';
import { type Rights, readRights } from '@postroom/types';
import type { MailboxRef, Reader } from '../mailboxes/mailbox-ref.ts';
import { MAILBOX_COLUMNS, type Mailbox, type MailboxRow, mailboxFromRow } from '../mailboxes/mailboxes.ts';
import { readerOf, type SharedSeen } from './own-seen.ts';
import { OWNER_IS_ACTIVE } from './shares.ts';

/** A mailbox of another account, with the rights in it. Its name is the owner's name for it. */
export interface SharedMailbox extends Mailbox {
  /** The owner's address. */
  readonly owner: string;
  /** Whether the account that uses it is subscribed to it. */
  readonly isSubscribed: boolean;
}

/** The most shared mailboxes that one account sees. */
export const MAX_SHARED_MAILBOXES = 10_000;

/** How many mailboxes one query reads. */
const PAGE = 1_000;

type Row = MailboxRow & { owner: string; rights: string; is_subscribed: boolean } & Record<string, unknown>;

const SHARED = `select o.address as owner, m.rights, m.is_subscribed, b.*
  from mailbox_shares m join accounts o on o.id = m.account_id and ${OWNER_IS_ACTIVE}
  cross join lateral (select ${MAILBOX_COLUMNS} from mailboxes where account_id = m.account_id and id = m.mailbox_id) b
  where m.grantee_id = $1`;

function sharedFromRow(row: Row, reader: Reader): SharedMailbox {
  const { owner, rights, is_subscribed: isSubscribed } = row;
  return { ...mailboxFromRow(row), rights: readRights(rights), reader, owner, isSubscribed };
}

/** Returns the mailboxes that others share with an account, ordered by owner and name; at most MAX_SHARED_MAILBOXES. */
export async function listSharedMailboxes(db: Queryable, viewerId: number, seen: SharedSeen): Promise<SharedMailbox[]> {
  const all: SharedMailbox[] = [];
  for (let isOver = false; !isOver && all.length < MAX_SHARED_MAILBOXES; ) {
    const page = await listSome(db, viewerId, all.at(-1), readerOf(viewerId, seen));
    all.push(...page);
    isOver = page.length < PAGE;
  }
  return all;
}

async function listSome(
  db: Queryable,
  viewerId: number,
  after: SharedMailbox | undefined,
  reader: Reader,
): Promise<SharedMailbox[]> {
  const { rows } = await db.query<Row>({
    name: 'list-shared-mailboxes',
    text: `${SHARED} and (o.address collate "C", b.name collate "C") > ($2, $3)
      order by o.address collate "C", b.name collate "C" limit ${PAGE}`,
    values: [viewerId, after?.owner ?? '', after?.name ?? ''],
  });
  return rows.map((row) => sharedFromRow(row, reader));
}

/** Returns the first of the wanted mailboxes that is shared with the account; null when none is. */
export async function findSharedMailbox(
  db: Queryable,
  viewerId: number,
  wanted: readonly { readonly owner: string; readonly name: string }[],
  seen: SharedSeen,
): Promise<SharedMailbox | null> {
  if (wanted.length === 0) return null;
  const { rows } = await db.query<Row>({
    name: 'find-shared-mailbox',
    text: `${SHARED} and (o.address, b.name) in (select * from unnest($2::text[], $3::text[])) limit 1`,
    values: [viewerId, wanted.map(({ owner }) => owner), wanted.map(({ name }) => name)],
  });
  return rows[0] ? sharedFromRow(rows[0], readerOf(viewerId, seen)) : null;
}

/** Returns the present rights of an account in a mailbox of another account; empty when it is not shared (any more). */
export async function rightsNow(
  db: Queryable,
  viewerId: number,
  { accountId, mailboxId }: Pick<MailboxRef, 'accountId' | 'mailboxId'>,
): Promise<Rights> {
  const { rows } = await db.query<{ rights: string }>({
    name: 'rights-now',
    text: `select m.rights from mailbox_shares m
      where m.account_id = $1 and m.mailbox_id = $2 and m.grantee_id = $3 and ${OWNER_IS_ACTIVE}`,
    values: [accountId, mailboxId, viewerId],
  });
  return readRights(rows[0]?.rights ?? null);
}
