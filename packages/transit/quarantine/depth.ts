import type { Queryable } from '@postroom/database';

/** Deliveries in quarantine are counted only up to this number. */
export const MAX_QUARANTINED_COUNT = 100_000;

/** Returns how many deliveries are in quarantine, at most MAX_QUARANTINED_COUNT. */
export async function quarantineDepth(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*) from (select 1 from deliveries where state = 'quarantined' limit ${MAX_QUARANTINED_COUNT}) counted`,
  );
  return rows[0]?.count ?? 0;
}
