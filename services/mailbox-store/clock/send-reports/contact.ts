import type { Pool } from '@postroom/database';
import { domainKey, domainOf, findDomainOf, listDkimKeys } from '@postroom/directory';

export interface ContactOptions {
  readonly pool: Pool;
  readonly hostname: string;
  /** From which address reports come, where one can ask; '': postmaster of the domain that hostname is in. */
  readonly contact: string;
}

/** Null where nothing would sign: RFC 9990 3.5.2 wants reports that pass DMARC, RFC 8460 3 a signature. */
export async function contactOf({ pool, hostname, contact }: ContactOptions): Promise<string | null> {
  const domain = contact === '' ? await findDomainOf(pool, hostname) : domainKey(domainOf(contact));
  if (domain === null) return null;
  const keys = await listDkimKeys(pool, domain);
  if (!keys.some(({ signsAt, replacedAt }) => signsAt !== null && replacedAt === null)) return null;
  return contact === '' ? `postmaster@${domain}` : contact;
}
