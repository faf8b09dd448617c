import type { Queryable } from '@postroom/database';

/** How long a name belongs to the process that took it: longer than an order can take. After a crash another process can take it then. */
const LEASE_SECONDS = 600;

/** A certificate as an authority issued it. */
export interface Issued {
  /** PEM, with our own certificate first. */
  readonly chain: string;
  readonly sealedKey: Buffer;
  readonly issuedAt: Date;
  readonly endsAt: Date;
  readonly nextAttemptAt: Date;
}

/** Takes a name whose certificate is due. No other process gets it while the lease lasts. */
export async function takeDueCertificate(
  db: Queryable,
  names: readonly string[],
): Promise<{ name: string; failures: number } | undefined> {
  const { rows } = await db.query<{ name: string; failures: number }>(
    `update certificates set leased_until = now() + make_interval(secs => $2) where name = (
       select name from certificates
       where next_attempt_at <= now() and leased_until <= now()
         and (by_operator or of_domain is not null or name = any ($1::text[]))
       order by next_attempt_at limit 1 for update skip locked)
     returning name, failures`,
    [names, LEASE_SECONDS],
  );
  return rows[0];
}

/** Stores an issued certificate and gives the name back. */
export async function keepIssued(db: Queryable, name: string, issued: Issued): Promise<void> {
  await db.query(
    `update certificates set chain = $2, sealed_key = $3, issued_at = $4, ends_at = $5, next_attempt_at = $6,
       leased_until = '-infinity', failures = 0, failure = null
     where name = $1`,
    [name, issued.chain, issued.sealedKey, issued.issuedAt, issued.endsAt, issued.nextAttemptAt],
  );
}

/** Notes that an order failed, and gives the name back. */
export async function noteFailure(db: Queryable, name: string, failure: string, nextAttemptAt: Date): Promise<void> {
  await db.query(
    `update certificates set failure = $2, failures = failures + 1, next_attempt_at = $3, leased_until = '-infinity'
     where name = $1`,
    [name, failure, nextAttemptAt],
  );
}

/** Gives a name back unchanged. */
export async function giveBack(db: Queryable, name: string): Promise<void> {
  await db.query(`update certificates set leased_until = '-infinity' where name = $1`, [name]);
}

/** Returns the sealed key of our account at the authority. If there is none, stores a new one made by `fresh`. */
export async function accountKey(db: Queryable, directoryUrl: string, fresh: () => Promise<Buffer>): Promise<Buffer> {
  const read = async (): Promise<Buffer | undefined> => {
    const { rows } = await db.query<{ sealed_key: Buffer }>(
      'select sealed_key from acme_accounts where directory_url = $1',
      [directoryUrl],
    );
    return rows[0]?.sealed_key;
  };
  const kept = await read();
  if (kept) return kept;
  const made = await fresh();
  await db.query('insert into acme_accounts (directory_url, sealed_key) values ($1, $2) on conflict do nothing', [
    ...[directoryUrl, made],
  ]);
  return (await read()) ?? made;
}

/** Forgets our account after its secret was lost: the next order registers a new one. */
export async function forgetAccount(db: Queryable, directoryUrl: string): Promise<void> {
  await db.query('delete from acme_accounts where directory_url = $1', [directoryUrl]);
}

/** Stores the answer for an authority that asks for the token. */
export async function putChallenge(db: Queryable, token: string, keyAuthorization: string): Promise<void> {
  await db.query(
    `insert into acme_challenges (token, key_authorization, ends_at) values ($1, $2, now() + make_interval(secs => $3))
     on conflict (token) do update set key_authorization = excluded.key_authorization, ends_at = excluded.ends_at`,
    [token, keyAuthorization, LEASE_SECONDS],
  );
}

export async function findChallenge(db: Queryable, token: string): Promise<string | undefined> {
  const { rows } = await db.query<{ key_authorization: string }>({
    name: 'acme-challenge',
    text: 'select key_authorization from acme_challenges where token = $1 and ends_at > now()',
    values: [token],
  });
  return rows[0]?.key_authorization;
}

/** Removes this challenge, and those that a crash left. */
export async function removeChallenge(db: Queryable, token: string): Promise<void> {
  await db.query('delete from acme_challenges where token = $1 or ends_at <= now()', [token]);
}
