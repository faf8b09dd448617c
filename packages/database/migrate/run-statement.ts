import type { Queryable } from '../pool.ts';
import { type Patience, patiently } from './patiently.ts';

const HOUR_MS = 3_600_000;
/** The longest time for a statement; an index on a table of terabytes takes less. */
export const LONGEST_MS = 24 * HOUR_MS;

/** Runs a statement outside a transaction, and repeats it until it gets the lock it needs. */
export async function runStatement(db: Queryable, patience: Patience, sql: string): Promise<void> {
  await patiently(db, patience, async () => {
    await db.query(`set lock_timeout = ${patience.lockTimeoutMs}; set statement_timeout = ${HOUR_MS}`);
    const patient = { text: sql, query_timeout: HOUR_MS };
    await db.query(patient);
  });
}

/** Runs a `concurrently` statement. It blocks nobody, so it may wait for others as long as it takes. */
export async function runConcurrently(db: Queryable, patience: Patience, sql: string): Promise<void> {
  await patiently(db, patience, async () => {
    await db.query(`set lock_timeout = 0; set statement_timeout = ${LONGEST_MS}`);
    const patient = { text: sql, query_timeout: LONGEST_MS };
    await db.query(patient);
  });
}
