import { type Pool, type Transaction, transaction, uuidv7Floor } from '@postroom/database';
import { domainSpellings } from './domain-spellings.ts';
import { drop, type Found } from './settle.ts';

/** SQL on a delivery `d`: its account is not suspended. What is kept for a suspended account stays until its owner can log in again. */
const IS_READER_HERE = `not exists (select 1 from accounts a where a.id = d.account_id and a.status = 'suspended')`;

/** Drops up to `limit` deliveries that came into quarantine before `before`. Returns how many. Concurrent callers get different ones. */
export async function expireQuarantined(pool: Pool, before: Date, limit: number): Promise<number> {
  return transaction(pool, async (tx) => {
    const { rows } = await tx.query<Found>(
      `select d.id, d.mail_id as "mailId" from deliveries d
       where d.state = 'quarantined' and d.id < $1::uuid and ${IS_READER_HERE}
       order by d.id limit $2 for update of d skip locked`,
      [uuidv7Floor(before), limit],
    );
    await drop(tx, rows, { reason: 'not released in time' });
    return rows.length;
  });
}

/** How much one recipient may have in quarantine. */
export interface QuarantineBounds {
  readonly maxBytes: number;
  readonly maxMails: number;
}

/** Drops the oldest deliveries of each recipient who is over these bounds, up to `limit`. Returns how many. */
export async function trimQuarantine(
  pool: Pool,
  { maxBytes, maxMails }: QuarantineBounds,
  limit: number,
): Promise<number> {
  return transaction(pool, async (tx) => {
    const { rows } = await tx.query<Found>(
      `select d.id, d.mail_id as "mailId" from deliveries d where d.state = 'quarantined' and d.id in (
         select id from (
           select q.id, sum(m.size) over whose as bytes, row_number() over whose as place
           from deliveries q join accepted_mails m on m.id = q.mail_id where q.state = 'quarantined'
           window whose as (partition by coalesce(q.account_id::text, q.recipient) order by q.id desc)
         ) all_of_them where bytes > $1 or place > $2 order by id limit $3
       ) order by d.id for update of d skip locked`,
      [maxBytes, maxMails, limit],
    );
    await drop(tx, rows, { reason: 'too much mail in quarantine' });
    return rows.length;
  });
}

const BATCH = 1_000;

/** Drops all of an account that is being removed. Must run before its mailboxes are locked, in the same order as filing. */
export async function dropQuarantineOf(tx: Transaction, accountId: number): Promise<void> {
  await dropAll(tx, 'd.account_id = $1', accountId);
}

/** Drops what was for forwarding addresses of a domain. The accounts of the domain are removed before. */
export async function dropQuarantineOfDomain(tx: Transaction, domain: string): Promise<void> {
  await dropAll(
    tx,
    `d.account_id is null and lower(substring(d.original_recipient from '[^@]*$')) = any($1)`,
    domainSpellings(domain),
  );
}

async function dropAll(tx: Transaction, which: string, value: string[] | number): Promise<void> {
  for (let dropped = BATCH; dropped === BATCH; ) {
    const { rows } = await tx.query<Found>(
      `select d.id, d.mail_id as "mailId" from deliveries d where d.state = 'quarantined' and ${which}
       order by d.id limit ${BATCH} for update of d`,
      [value],
    );
    await drop(tx, rows, { reason: 'its recipient was removed' });
    dropped = rows.length;
  }
}
