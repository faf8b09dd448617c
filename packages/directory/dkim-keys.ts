import type { Queryable, Transaction } from '@postroom/database';

/** A key as it is kept: what is secret of it is sealed. */
export interface StoredDkimKey {
  /** As it is stored of the domain. */
  domain: string;
  selector: string;
  algorithm: 'rsa-sha256' | 'ed25519-sha256';
  publicKey: string;
  sealedKey: Buffer;
  createdAt: Date;
  /** Since when it signs; null: its record has not been seen. */
  signsAt: Date | null;
  /** Since when another signs. */
  replacedAt: Date | null;
}

export type NewStoredDkimKey = Pick<StoredDkimKey, 'selector' | 'algorithm' | 'publicKey' | 'sealedKey'>;

const COLUMNS = `domain, selector, algorithm, public_key as "publicKey", sealed_key as "sealedKey",
  created_at as "createdAt", signs_at as "signsAt", replaced_at as "replacedAt"`;

type Row = StoredDkimKey & Record<string, unknown>;

/** Adds keys of a domain, which wait until their records are seen. A selector that is there already stays as it is. */
export async function addDkimKeys(db: Queryable, domain: string, keys: readonly NewStoredDkimKey[]): Promise<void> {
  for (const { selector, algorithm, publicKey, sealedKey } of keys) {
    await db.query(
      `insert into dkim_keys (domain, selector, algorithm, public_key, sealed_key) values ($1, $2, $3, $4, $5)
       on conflict do nothing`,
      [domain, selector, algorithm, publicKey, sealedKey],
    );
  }
}

/** All keys of a domain that are published or to be published, the oldest first. */
export async function listDkimKeys(db: Queryable, domain: string): Promise<StoredDkimKey[]> {
  const { rows } = await db.query<Row>(
    `select ${COLUMNS} from dkim_keys where domain = $1 order by created_at, selector`,
    [domain],
  );
  return rows;
}

/** Those with which mail of a domain is signed now: one of each algorithm at most. */
export async function signingDkimKeys(db: Queryable, domain: string): Promise<StoredDkimKey[]> {
  const { rows } = await db.query<Row>({
    name: 'signing-dkim-keys',
    text: `select distinct on (algorithm) ${COLUMNS} from dkim_keys
      where domain = $1 and signs_at is not null and replaced_at is null order by algorithm desc, signs_at desc`,
    values: [domain],
  });
  return rows;
}

/** Takes keys whose records are to be looked for, those that waited longest; the next call takes others. */
export async function takeWaitingDkimKeys(db: Queryable, limit: number): Promise<StoredDkimKey[]> {
  const { rows } = await db.query<Row>(
    `update dkim_keys set checked_at = now() where (domain, selector) in (
       select domain, selector from dkim_keys where signs_at is null order by checked_at limit $1 for update skip locked)
     returning ${COLUMNS}`,
    [limit],
  );
  return rows;
}

/** From now on this key signs, and no other of its domain and algorithm does. False when it did already, or is gone. */
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

/** Domains of ours without a key that is newer than this, nor one that waits: of these a new one is due. */
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

/** Forgets keys of a domain that sign nothing yet. */
export async function dropWaitingDkimKeys(db: Queryable, domain: string, selectors: readonly string[]): Promise<void> {
  await db.query('delete from dkim_keys where domain = $1 and selector = any($2) and signs_at is null', [
    domain,
    selectors,
  ]);
}

/** How many keys there are of each state. */
export async function countDkimKeys(db: Queryable): Promise<{ waiting: number; signing: number; replaced: number }> {
  const { rows } = await db.query<{ waiting: number; signing: number; replaced: number }>(
    `select count(*) filter (where signs_at is null) as waiting,
       count(*) filter (where signs_at is not null and replaced_at is null) as signing,
       count(replaced_at) as replaced
     from dkim_keys`,
  );
  return rows[0] ?? { waiting: 0, signing: 0, replaced: 0 };
}

/** Forgets keys that another replaced before then. */
export async function trimDkimKeys(db: Queryable, before: Date): Promise<void> {
  await db.query('delete from dkim_keys where replaced_at < $1', [before]);
}
