import type { Queryable } from '@postroom/database';

export interface LastBackup {
  /** The moment whose state the backup holds. */
  readonly takenAt: Date;
  /** The program that made it: postroom, pgbackrest, … */
  readonly how: string;
}

export async function lastBackup(db: Queryable): Promise<LastBackup | undefined> {
  const { rows } = await db.query<{ takenAt: Date; how: string }>('select taken_at as "takenAt", how from last_backup');
  return rows[0];
}

/** Records a backup that is complete and stored. One that is older than the last recorded changes nothing. */
export async function recordBackup(db: Queryable, { takenAt, how }: LastBackup): Promise<void> {
  await db.query(
    `insert into last_backup (taken_at, how) values (least($1::timestamptz, now()), $2)
     on conflict (only_one) do update set taken_at = excluded.taken_at, how = excluded.how
     where last_backup.taken_at < excluded.taken_at`,
    [takenAt, how],
  );
}
