import type { Queryable } from '../pool.ts';
import { type Patience, patiently } from './patiently.ts';

const HOUR_MS = 3_600_000;
/** An index of a table of terabytes is made in less. */
export const LONGEST_MS = 24 * HOUR_MS;

/** Runs a statement outside a transaction, again and again until it gets the lock it needs. */
export async function runStatement(db: Queryable, patience: Patience, sql: string): Promise<void> {
  await patiently(db, patience, async () => {
    await db.query(`set lock_timeout = ${patience.lockTimeoutMs}; set statement_timeout = ${HOUR_MS}`);
    const patient = { text: sql, query_timeout: HOUR_MS };
    await db.query(patient);
  });
}

/** Runs one that says `concurrently`: it stands in nobody's way, and waits as long as it takes for those that are in its own. */
export async function runConcurrently(db: Queryable, patience: Patience, sql: string): Promise<void> {
  await patiently(db, patience, async () => {
    await db.query(`set lock_timeout = 0; set statement_timeout = ${LONGEST_MS}`);
    const patient = { text: sql, query_timeout: LONGEST_MS };
    await db.query(patient);
  });
}
