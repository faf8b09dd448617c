import type { Queryable, Transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import { destroyRow } from './remove-row.ts';
import { beginSending, OWN_IDENTITY } from './state.ts';

/** An address with a name (RFC 8621 4.1.2.3). */
export interface EmailAddress {
  readonly name: string | null;
  readonly email: string;
}

/** The properties of an identity, which an account sends under (RFC 8621 6). */
export interface IdentityProperties {
  name: string;
  /** The address as the client gave it. The caller makes sure that the account may use it. */
  email: string;
  replyTo: EmailAddress[] | null;
  bcc: EmailAddress[] | null;
  textSignature: string;
  htmlSignature: string;
}

export interface Identity extends IdentityProperties {
  readonly id: number;
  /** Whether it belongs to a delegation; it is removed with the delegation. */
  readonly isDelegated: boolean;
}

export const MAX_IDENTITIES = 100;

/** Returns all identities of an account; that of its own address comes first. */
export async function readIdentities(
  db: Queryable,
  account: { accountId: number; address: string; displayName: string },
): Promise<Identity[]> {
  const { rows } = await db.query<Identity & Record<string, unknown>>({
    name: 'read-identities',
    text: `select id, name, email, reply_to as "replyTo", bcc, text_signature as "textSignature",
        html_signature as "htmlSignature", delegated as "isDelegated" from identities where account_id = $1 order by id`,
    values: [account.accountId],
  });
  if (rows[0]?.id === OWN_IDENTITY) return [{ ...rows[0], email: account.address }, ...rows.slice(1)];
  return [{ ...ownIdentity(account), id: OWN_IDENTITY, isDelegated: false }, ...rows];
}

/**
 * Applies a new name of the account to its own identity, unless its owner gave that identity a name of its own. Returns whether it did.
 * @param account with the name it had before
 */
export async function followName(
  tx: Transaction,
  account: { accountId: number; address: string; displayName: string },
  name: string,
): Promise<boolean> {
  const [own] = await readIdentities(tx, account);
  if (!own || own.name !== account.displayName || name === account.displayName) return false;
  await updateIdentity(tx, account.accountId, { ...own, name });
  return true;
}

/** Returns the identity of an account's own address as it is until its owner changes it. */
function ownIdentity({ address, displayName }: { address: string; displayName: string }): IdentityProperties {
  return { name: displayName, email: address, replyTo: null, bcc: null, textSignature: '', htmlSignature: '' };
}

/** Creates an identity and returns its id. Throws limit-reached. */
export async function createIdentity(
  tx: Transaction,
  accountId: number,
  properties: IdentityProperties,
): Promise<number> {
  const change = await beginSending(tx, accountId);
  const { rows } = await tx.query<{ count: number }>('select count(*) from identities where account_id = $1', [
    accountId,
  ]);
  if ((rows[0]?.count ?? 0) >= MAX_IDENTITIES)
    throw new MailError('limit-reached', `An account has at most ${MAX_IDENTITIES} identities`);
  const id = change.id();
  await putIdentity(tx, accountId, id, change.modseq(), properties);
  await change.save();
  return id;
}

/** Replaces all properties of an identity. The caller knows that it exists. */
export async function updateIdentity(
  tx: Transaction,
  accountId: number,
  { id, isDelegated: _there, ...properties }: Identity,
): Promise<void> {
  const change = await beginSending(tx, accountId);
  await putIdentity(tx, accountId, id, change.modseq(), properties);
  await change.save();
}

async function putIdentity(
  tx: Transaction,
  accountId: number,
  id: number,
  modseq: number,
  { name, email, replyTo, bcc, textSignature, htmlSignature }: IdentityProperties,
): Promise<void> {
  await tx.query({
    name: 'put-identity',
    // The own identity exists from the beginning, even though its row is written with its first change; so it counts as created at 0.
    text: `insert into identities as i (account_id, id, modseq, created_modseq, name, email, reply_to, bcc,
        text_signature, html_signature)
      values ($1, $2, $3, case when $2::bigint = ${OWN_IDENTITY} then 0 else $3::bigint end, $4, $5, $6, $7, $8, $9)
      on conflict (account_id, id) do update set modseq = excluded.modseq, name = excluded.name, email = excluded.email,
        reply_to = excluded.reply_to, bcc = excluded.bcc, text_signature = excluded.text_signature,
        html_signature = excluded.html_signature`,
    values: [
      ...[accountId, id, modseq, name, email, replyTo && JSON.stringify(replyTo), bcc && JSON.stringify(bcc)],
      ...[textSignature, htmlSignature],
    ],
  });
}

/** Removes an identity unless it belongs to a delegation. Returns whether it did. */
export function destroyIdentity(tx: Transaction, accountId: number, id: number): Promise<boolean> {
  return destroyRow(tx, accountId, 'identity', id, 'not delegated');
}

/** Returns the name that an account sends under. */
export async function readNameOf(db: Queryable, accountId: number): Promise<string> {
  const { rows } = await db.query<{ name: string }>({
    name: 'read-name-of',
    text: `select coalesce(i.name, a.display_name) as name
      from accounts a left join identities i on i.account_id = a.id and i.id = ${OWN_IDENTITY} where a.id = $1`,
    values: [accountId],
  });
  return rows[0]?.name ?? '';
}
