import type { Queryable, Transaction } from '@postroom/database';

/** A DKIM key as it is stored; its private part is sealed. */
export interface StoredDkimKey {
  /** The domain as it is stored. */
  domain: string;
  selector: string;
  algorithm: 'rsa-sha256' | 'ed25519-sha256';
  publicKey: string;
  sealedKey: Buffer;
  createdAt: Date;
  /** When it began to sign; null when its DNS record has not been seen yet. */
  signsAt: Date | null;
  /** When another key replaced it. */
  replacedAt: Date | null;
}

export type NewStoredDkimKey = Pick<StoredDkimKey, 'selector' | 'algorithm' | 'publicKey' | 'sealedKey'>;

const COLUMNS = `domain, selector, algorithm, public_key as "publicKey", sealed_key as "sealedKey",
  created_at as "createdAt", signs_at as "signsAt", replaced_at as "replacedAt"`;

type Row = StoredDkimKey & Record<string, unknown>;

/** Adds keys of a domain, which wait until their DNS records are seen. An existing selector stays unchanged. */
export async function addDkimKeys(db: Queryable, domain: string, keys: readonly NewStoredDkimKey[]): Promise<void> {
  for (const { selector, algorithm, publicKey, sealedKey } of keys) {
    await db.query(
      `insert into dkim_keys (domain, selector, algorithm, public_key, sealed_key) values ($1, $2, $3, $4, $5)
       on conflict do nothing`,
      [domain, selector, algorithm, publicKey, sealedKey],
    );
  }
}

/** Returns all keys of a domain, those that wait for their DNS record included, oldest first. */
export async function listDkimKeys(db: Queryable, domain: string): Promise<StoredDkimKey[]> {
  const { rows } = await db.query<Row>(
    `select ${COLUMNS} from dkim_keys where domain = $1 order by created_at, selector`,
    [domain],
  );
  return rows;
}

/** Returns the keys that sign mail of a domain now: at most one for each algorithm. */
export async function signingDkimKeys(db: Queryable, domain: string): Promise<StoredDkimKey[]> {
  const { rows } = await db.query<Row>({
    name: 'signing-dkim-keys',
    text: `select distinct on (algorithm) ${COLUMNS} from dkim_keys
      where domain = $1 and signs_at is not null and replaced_at is null order by algorithm desc, signs_at desc`,
    values: [domain],
  });
  return rows;
}

/** Takes the keys whose DNS records have not been checked for longest; the next call takes others. */
export async function takeWaitingDkimKeys(db: Queryable, limit: number): Promise<StoredDkimKey[]> {
  const { rows } = await db.query<Row>(
    `update dkim_keys set checked_at = now() where (domain, selector) in (
       select domain, selector from dkim_keys where signs_at is null order by checked_at limit $1 for update skip locked)
     returning ${COLUMNS}`,
    [limit],
  );
  return rows;
}

/** Makes this key sign, instead of any other of its domain and algorithm. Returns false when it already does, or is gone. */
export async function beginSigning(tx: Transaction, { domain, selector }: StoredDkimKey): Promise<boolean> {
  const { rows } = await tx.query<{ algorithm: string }>(
    `update dkim_keys set signs_at = now() where domain = $1 and selector = $2 and signs_at is null returning algorithm`,
    [domain, selector],
  );
  if (!rows[0]) return false;
  await tx.query(
    `update dkim_keys set replaced_at = now()
     where domain = $1 and algorithm = $2 and selector <> $3 and signs_at is not null and replaced_at is null`,
    [domain, rows[0].algorithm, selector],
  );
  return true;
}

/** Returns our domains that need a new key: they have none newer than `newerThan`, and none that waits for its DNS record. */
export async function domainsDueForDkim(db: Queryable, newerThan: Date | null, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    `select name from domains d
     where not exists (
       select from dkim_keys k where k.domain = d.name and (k.signs_at is null or $1::timestamptz is null or k.created_at > $1))
     order by name limit $2`,
    [newerThan, limit],
  );
  return rows.map(({ name }) => name);
}

/** Removes keys of a domain that do not sign yet. */
export async function dropWaitingDkimKeys(db: Queryable, domain: string, selectors: readonly string[]): Promise<void> {
  await db.query('delete from dkim_keys where domain = $1 and selector = any($2) and signs_at is null', [
    domain,
    selectors,
  ]);
}

/** Counts the keys of each state. */
export async function countDkimKeys(db: Queryable): Promise<{ waiting: number; signing: number; replaced: number }> {
  const { rows } = await db.query<{ waiting: number; signing: number; replaced: number }>(
    `select count(*) filter (where signs_at is null) as waiting,
       count(*) filter (where signs_at is not null and replaced_at is null) as signing,
       count(replaced_at) as replaced
     from dkim_keys`,
  );
  return rows[0] ?? { waiting: 0, signing: 0, replaced: 0 };
}

/** Removes keys that were replaced before that time. */
export async function trimDkimKeys(db: Queryable, before: Date): Promise<void> {
  await db.query('delete from dkim_keys where replaced_at < $1', [before]);
}
