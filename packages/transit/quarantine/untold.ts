import type { Queryable } from '@postroom/database';
import { QUARANTINED, type Quarantined } from './quarantine.ts';

/** The owner of quarantined mail that no notice has named yet; the time for the next notice has come. */
export interface ToTell {
  readonly accountId: number;
  readonly address: string;
  /** Null when it is not known. */
  readonly language: string | null;
  readonly toldAt: Date | null;
}

/** The most messages in one notice; the others are in the next. */
const MAX_TOLD = 1_000;

/** SQL on a delivery `d`: it is in quarantine, and no notice has named it. */
const IS_UNTOLD = `d.state = 'quarantined' and not d.quarantine ? 'isTold'`;

/**
 * Returns up to `limit` owners to tell, chosen at random so that none always comes first.
 * @param every how often accounts that have chosen nothing are told
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

/** Returns the mail of an account that no notice has named yet, newest first. */
export async function untoldOf(db: Queryable, accountId: number): Promise<Quarantined[]> {
  const { rows } = await db.query<Quarantined & Record<string, unknown>>(
    `select ${QUARANTINED} from deliveries d join accepted_mails m on m.id = d.mail_id
     where d.account_id = $1 and ${IS_UNTOLD} order by d.id desc limit ${MAX_TOLD}`,
    [accountId],
  );
  return rows;
}

/** Notes that a notice names these deliveries, in the transaction that writes the notice. */
export async function noteTold(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.query(
    `update deliveries d set quarantine = quarantine || '{"isTold": true}' where d.id = any($1::uuid[]) and ${IS_UNTOLD}`,
    [ids],
  );
}
