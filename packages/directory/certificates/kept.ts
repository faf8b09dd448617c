import type { Queryable } from '@postroom/database';
import { MAX_CERTIFICATES } from './certificates.ts';

export interface KeptCertificate {
  readonly name: string;
  readonly chain: string;
  readonly sealedKey: Buffer;
}

/** Names with a certificate that has not ended, and when it was issued. */
export async function currentCertificates(db: Queryable): Promise<{ name: string; issuedAt: Date }[]> {
  const { rows } = await db.query<{ name: string; issuedAt: Date }>(
    `select name, issued_at as "issuedAt" from certificates where ends_at > now() order by name limit $1`,
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
