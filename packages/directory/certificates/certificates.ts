import type { Queryable } from '@postroom/database';
import { MailError } from '@postroom/types';

/** A server name with its certificate, if there is one yet. */
export interface Certificate {
  name: string;
  /** Whether an operator asked for it, rather than the settings. */
  byOperator: boolean;
  /** Null when there is no certificate yet. */
  issuedAt: Date | null;
  endsAt: Date | null;
  /** When it will be ordered, for the first time or again. */
  nextAttemptAt: Date;
  /** Failed attempts after the last success, and why the last one failed. */
  failures: number;
  failure: string | null;
}

/** The most names with certificates; an authority issues only some hundreds a week. */
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

/** Asks for a certificate for this name; if there is one, it is ordered again now. Throws limit-reached when there are MAX_CERTIFICATES already. */
export async function orderCertificate(db: Queryable, name: string): Promise<Certificate> {
  const { rows } = await db.query<Row>(
    `insert into certificates (name, by_operator)
     select $1, true where (select count(*) from certificates) < $2 or exists (select from certificates where name = $1)
     on conflict (name) do update set by_operator = true, next_attempt_at = now()
     returning ${COLUMNS}`,
    [name, MAX_CERTIFICATES],
  );
  if (!rows[0])
    throw new MailError('limit-reached', `There are ${MAX_CERTIFICATES} certificates already: remove some first`);
  return rows[0];
}

/** Removes a name and its certificate. Throws not-found. */
export async function removeCertificate(db: Queryable, name: string): Promise<void> {
  const { rowCount } = await db.query('delete from certificates where name = $1', [name]);
  if (rowCount === 0) throw new MailError('not-found', `There is no certificate for ${name}`);
}

/** Adds the names of the settings, and removes names that are no longer in the settings once their certificates have ended. */
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

/** Counts the names with a valid certificate, those without one, and those whose last order failed. */
export async function countCertificates(db: Queryable): Promise<{ good: number; missing: number; failing: number }> {
  const { rows } = await db.query<{ good: number; missing: number; failing: number }>(
    `select count(*) filter (where ends_at > now()) as good,
       count(*) filter (where ends_at is null or ends_at <= now()) as missing,
       count(*) filter (where failures > 0) as failing
     from certificates`,
  );
  return rows[0] ?? { good: 0, missing: 0, failing: 0 };
}
