import type { Queryable } from '@postroom/database';
import { MailError } from '@postroom/types';

/** A name of a server for which a certificate is kept. */
export interface Certificate {
  name: string;
  /** An operator asked for it, not the settings. */
  byOperator: boolean;
  /** null: there is none yet. */
  issuedAt: Date | null;
  endsAt: Date | null;
  /** When it is ordered next, at first or anew. */
  nextAttemptAt: Date;
  /** Tries in vain since the last that went well, and why the last one was. */
  failures: number;
  failure: string | null;
}

/** An authority gives some hundreds a week. */
export const MAX_CERTIFICATES = 1000;

const COLUMNS = `name, by_operator as "byOperator", issued_at as "issuedAt", ends_at as "endsAt",
  next_attempt_at as "nextAttemptAt", failures, failure`;

type Row = Certificate & Record<string, unknown>;

export async function listCertificates(db: Queryable): Promise<Certificate[]> {
  const { rows } = await db.query<Row>(`select ${COLUMNS} from certificates order by name limit $1`, [
    MAX_CERTIFICATES,
  ]);
  return rows;
}

/** A certificate for this name is wanted, and one that is there is ordered anew now. Throws limit. */
export async function orderCertificate(db: Queryable, name: string): Promise<Certificate> {
  const { rows } = await db.query<Row>(
    `insert into certificates (name, by_operator)
     select $1, true where (select count(*) from certificates) < $2 or exists (select from certificates where name = $1)
     on conflict (name) do update set by_operator = true, next_attempt_at = now()
     returning ${COLUMNS}`,
    [name, MAX_CERTIFICATES],
  );
  if (!rows[0]) throw new MailError('invalid', `There are ${MAX_CERTIFICATES} certificates: remove some first`);
  return rows[0];
}

/** Throws not-found. */
export async function removeCertificate(db: Queryable, name: string): Promise<void> {
  const { rowCount } = await db.query('delete from certificates where name = $1', [name]);
  if (rowCount === 0) throw new MailError('not-found', `There is no certificate for ${name}`);
}

/** Adds names that the settings want, and forgets those that they want no more once their certificates have ended. */
export async function keepNames(db: Queryable, names: readonly string[]): Promise<void> {
  await db.query(
    `insert into certificates (name, by_operator) select name, false from unnest($1::text[]) name on conflict do nothing`,
    [names],
  );
  await db.query(
    `delete from certificates where not by_operator and of_domain is null and name <> all ($1::text[]) and (ends_at is null or ends_at < now())`,
    [names],
  );
}

/** How many there are with a certificate that is good, without one, and in vain at the last try. */
export async function countCertificates(db: Queryable): Promise<{ good: number; missing: number; failing: number }> {
  const { rows } = await db.query<{ good: number; missing: number; failing: number }>(
    `select count(*) filter (where ends_at > now()) as good,
       count(*) filter (where ends_at is null or ends_at <= now()) as missing,
       count(*) filter (where failures > 0) as failing
     from certificates`,
  );
  return rows[0] ?? { good: 0, missing: 0, failing: 0 };
}
