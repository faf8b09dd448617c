import { createHmac } from 'node:crypto';
import type { Queryable } from '@postroom/database';
import { saslPrep } from '@postroom/sasl';
import { addressKey } from '../address-key.ts';
import { findDomainOf } from '../domains.ts';
import { localKey } from '../login-account.ts';

/** The number of domains among which one is picked. */
const MAX_DOMAINS = 1000;

/**
 * Returns an address for a login that does not exist. All spellings of an account share one salt, and their tries are counted together;
 * for names that do not exist it must be the same, or the difference would reveal which accounts exist (RFC 5802 9).
 * @param secret decides the domain of a name without one, so that nobody can predict it
 */
export async function standInAddress(
  db: Queryable,
  login: string,
  host: string | undefined,
  secret: () => Promise<Buffer>,
): Promise<string> {
  const prepared = saslPrep(login)?.trim() ?? login;
  const address = addressKey(prepared);
  if (address !== null) return address;
  const local = localKey(prepared);
  const domain = local === null ? undefined : await domainFor(db, local, host, secret);
  return domain === undefined ? login.slice(0, 320).toLowerCase() : `${local}@${domain}`;
}

async function domainFor(
  db: Queryable,
  local: string,
  host: string | undefined,
  secret: () => Promise<Buffer>,
): Promise<string | undefined> {
  const named = host === undefined ? null : await findDomainOf(db, host);
  if (named !== null) return named;
  const { rows } = await db.query<{ name: string }>({
    name: 'stand-in-domain',
    text: `select name from (select name from domains order by name limit ${MAX_DOMAINS}) d
      order by sha256($1::bytea || convert_to(name, 'UTF8')) limit 1`,
    values: [
      createHmac('sha256', await secret())
        .update(`domain\0${local}`)
        .digest(),
    ],
  });
  return rows[0]?.name;
}
