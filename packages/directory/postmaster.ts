import { networkInterfaces } from 'node:os';
import type { Queryable } from '@postroom/database';
import { parseAddressLiteral } from '@postroom/smtp';
import { addressKey, domainKey, domainOf } from './address-key.ts';
import type { Resolution, ResolveOptions } from './resolution.ts';

const LOCALHOST = 'localhost';

/**
 * Returns whether an address that leads nowhere must nevertheless be accepted (RFC 5321 4.5.1): `<postmaster>` without a domain, the
 * postmaster of one of our domains, and the postmaster of our host, named by its host name, by one of its IP addresses (RFC 1123 5.2.17),
 * or by localhost (RFC 6761 6.3), which programs on this machine use when they cannot write an address without a domain.
 */
export function isPostmaster(address: string, found: Resolution, hostname: string | undefined): boolean {
  if (found.kind === 'targets') return false;
  if (isBare(address) || isAtOwnAddress(address)) return true;
  const key = addressKey(address);
  if (!key?.startsWith('postmaster@')) return false;
  return found.kind === 'unknown' || isHost(domainOf(key), hostname);
}

/**
 * Yields addresses that may read mail for a postmaster whom nobody has, the likeliest first: for our host, the postmaster of the domain that
 * the host belongs to; then the platform's configured one, the domain's first account, and the first account of all. Suspended accounts are
 * skipped.
 */
export async function* postmasters(
  db: Queryable,
  address: string,
  { hostname, postmaster }: ResolveOptions,
): AsyncGenerator<string, void, void> {
  const named = isBare(address) || isAtOwnAddress(address) ? LOCALHOST : domainOf(addressKey(address) ?? '');
  const asked = named === LOCALHOST ? domainKey(hostname ?? '') : named;
  const domain = asked === null ? null : await domainOfHost(db, asked);
  if (domain !== null && domain !== named) yield `postmaster@${domain}`;
  if (postmaster) yield postmaster;
  for (const ofDomain of domain === null ? [null] : [domain, null]) {
    const { rows } = await db.query<{ address: string }>(
      `select address from accounts where status = 'active' and ($1::text is null or domain = $1) order by id limit 1`,
      [ofDomain],
    );
    if (rows[0]) yield rows[0].address;
  }
}

/** Returns our domain that a host name belongs to: mail.example.org belongs to example.org. */
async function domainOfHost(db: Queryable, host: string): Promise<string | null> {
  const labels = host.split('.');
  const { rows } = await db.query<{ name: string }>(
    'select name from domains where name = any($1) order by length(name) desc limit 1',
    [labels.map((_label, at) => labels.slice(at).join('.'))],
  );
  return rows[0]?.name ?? null;
}

function isHost(domain: string | null, hostname: string | undefined): boolean {
  return domain === LOCALHOST || domain === domainKey(hostname ?? '');
}

function isBare(address: string): boolean {
  return address.toLowerCase() === 'postmaster';
}

/** Returns whether the address is postmaster at one of our IP addresses. They are read each time, because they change with the network. */
function isAtOwnAddress(address: string): boolean {
  const literal = /^postmaster@(\[.*\])$/i.exec(address)?.[1];
  const ip = literal === undefined ? undefined : parseAddressLiteral(literal);
  return ip !== undefined && Object.values(networkInterfaces()).some((own) => own?.some((one) => one.address === ip));
}
