import type { Pool } from '@postroom/database';
import { domainKey, domainOf, findDomainOf, listDkimKeys } from '@postroom/directory';

export interface ContactOptions {
  readonly pool: Pool;
  readonly hostname: string;
  /** The sender of reports, who can be asked about them; '' for postmaster of the domain that contains the host name. */
  readonly contact: string;
}

/** Returns the sender; null if its domain does not sign: reports must pass DMARC (RFC 9990 3.5.2) or be signed (RFC 8460 3). */
export async function contactOf({ pool, hostname, contact }: ContactOptions): Promise<string | null> {
  const domain = contact === '' ? await findDomainOf(pool, hostname) : domainKey(domainOf(contact));
  if (domain === null) return null;
  const keys = await listDkimKeys(pool, domain);
  if (!keys.some(({ signsAt, replacedAt }) => signsAt !== null && replacedAt === null)) return null;
  return contact === '' ? `postmaster@${domain}` : contact;
}
