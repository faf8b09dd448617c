import type { Queryable } from '@postroom/database';
import { QUARANTINED, type Quarantined } from './quarantine.ts';

/** Somebody for whom mail is kept apart of which he was not told, and who wants to be told again by now. */
export interface ToTell {
  readonly accountId: number;
  readonly address: string;
  /** Null: it is not known. */
  readonly language: string | null;
  readonly toldAt: Date | null;
}

/** Those of one notice; more of them are in the next. */
const MAX_TOLD = 1_000;

/** SQL: of a delivery `d`. */
const IS_UNTOLD = `d.state = 'quarantined' and not d.quarantine ? 'isTold'`;

/**
 * A bounded number of them by lot: none stands before the others.
 * @param every how often who chose nothing is told
 */
export async function ownersToTell(db: Queryable, every: 'off' | 'daily' | 'weekly', limit: number): Promise<ToTell[]> {
  const { rows } = await db.query<ToTell & Record<string, unknown>>(
    `select a.id as "accountId", a.address, a.notice_language as language, a.held_told_at as "toldAt"
     from accounts a where a.status = 'active' and coalesce(a.held_notices, $1) <> 'off'
       and coalesce(a.held_told_at <= now() - case coalesce(a.held_notices, $1) when 'daily' then interval '1 day' else interval '7 days' end, true)
       and exists (select 1 from deliveries d where d.account_id = a.id and ${IS_UNTOLD})
     order by random() limit $2`,
    [every, limit],
  );
  return rows;
}

/** What somebody was not told of, newest first. */
export async function untoldOf(db: Queryable, accountId: number): Promise<Quarantined[]> {
  const { rows } = await db.query<Quarantined & Record<string, unknown>>(
    `select ${QUARANTINED} from deliveries d join accepted_mails m on m.id = d.mail_id
     where d.account_id = $1 and ${IS_UNTOLD} order by d.id desc limit ${MAX_TOLD}`,
    [accountId],
  );
  return rows;
}

/** Notes that its recipient is told, in the transaction that does it. */
export async function noteTold(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.query(
    `update deliveries d set quarantine = quarantine || '{"isTold": true}' where d.id = any($1::uuid[]) and ${IS_UNTOLD}`,
    [ids],
  );
}
