import type { Queryable } from '@postroom/database';
import { MAX_CERTIFICATES } from './certificates.ts';

export interface KeptCertificate {
  readonly name: string;
  readonly chain: string;
  readonly sealedKey: Buffer;
}

/** Returns names with a valid certificate, and its digest: times do not identify one, as two may be issued in the same second. */
export async function currentCertificates(db: Queryable): Promise<{ name: string; digest: string }[]> {
  const { rows } = await db.query<{ name: string; digest: string }>(
    `select name, encode(sha256(convert_to(chain, 'UTF8')), 'hex') as digest from certificates where ends_at > now() order by name limit $1`,
    [MAX_CERTIFICATES],
  );
  return rows;
}

export async function readCertificates(db: Queryable, names: readonly string[]): Promise<KeptCertificate[]> {
  const { rows } = await db.query<KeptCertificate & Record<string, unknown>>(
    `select name, chain, sealed_key as "sealedKey" from certificates where name = any ($1::text[]) and ends_at > now()`,
    [names],
  );
  return rows;
}
