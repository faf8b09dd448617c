import { type Pool, transaction } from '@postroom/database';

export interface SendingChanges {
  created: number[];
  updated: number[];
  destroyed: number[];
  newState: string;
  hasMoreChanges: boolean;
}

export type SendingKind = 'identity' | 'submission' | 'notification';

const TABLES: Record<SendingKind, string> = {
  identity: 'identities',
  submission: 'email_submissions',
  notification: 'share_notifications',
};
const MAX_CHANGES = 1_000;

interface Row {
  id: number;
  modseq: number;
  created: number | null;
  [column: string]: unknown;
}

/** Returns changes (RFC 8621 6.2, 7.2, RFC 9670 3.4); null if they are not known. Objects that were made and destroyed in between are left out. */
export async function sendingChanges(
  pool: Pool,
  accountId: number,
  kind: SendingKind,
  sinceState: string,
  maxChanges: number,
): Promise<SendingChanges | null> {
  if (!/^\d{1,15}$/.test(sinceState)) return null;
  const since = Number(sinceState);
  const size = Math.min(maxChanges, MAX_CHANGES);
  const { now, rows } = await transaction(pool, async (tx, atCommit) => {
    atCommit(tx.query('set transaction isolation level repeatable read, read only'));
    const [state, changed] = await Promise.all([
      tx.query<{ modseq: number; changes_from: number }>(
        'select modseq, changes_from from sending_state where account_id = $1',
        [accountId],
      ),
      tx.query<Row>(
        `select * from (
           select id, modseq, created_modseq as created from ${TABLES[kind]} where account_id = $1 and modseq > $2
           union all
           select id, modseq, null from removed_sending where account_id = $1 and modseq > $2 and kind = $3
         ) changed order by modseq limit $4`,
        [accountId, since, kind, size + 1],
      ),
    ]);
    return { now: state.rows[0] ?? { modseq: 0, changes_from: 0 }, rows: changed.rows };
  });
  if (since > now.modseq || since < now.changes_from) return null;
  const page = rows.slice(0, size);
  const hasMoreChanges = rows.length > size;
  return {
    created: idsOf(page, ({ created }) => created !== null && created > since),
    updated: idsOf(page, ({ created }) => created !== null && created <= since),
    destroyed: idsOf(page, ({ created }) => created === null),
    newState: String(hasMoreChanges ? page.at(-1)?.modseq : now.modseq),
    hasMoreChanges,
  };
}

function idsOf(rows: readonly Row[], isMeant: (row: Row) => boolean): number[] {
  return rows.filter(isMeant).map(({ id }) => id);
}

/** How many removed objects one call looks at. */
const BATCH = 500;

/** Forgets objects removed before `before`: a client with an older state must ask for everything. Returns how many accounts had some. */
export async function trimSending(pool: Pool, before: Date): Promise<number> {
  const { rowCount } = await pool.query(
    `with old as (
       select account_id, modseq from removed_sending where removed_at < $1 order by removed_at limit ${BATCH}
     ), locked as materialized (
       select account_id from sending_state where account_id in (select account_id from old) order by account_id for update
     ), gone as (
       delete from removed_sending r using old, locked
       where r.account_id = old.account_id and r.modseq = old.modseq and locked.account_id = old.account_id
       returning r.account_id, r.modseq
     )
     update sending_state s set changes_from = greatest(s.changes_from, g.newest)
     from (select account_id, max(modseq) as newest from gone group by account_id) g where s.account_id = g.account_id`,
    [before],
  );
  return rowCount ?? 0;
}
