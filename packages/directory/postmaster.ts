import { networkInterfaces } from 'node:os';
import type { Queryable } from '@postroom/database';
import { parseAddressLiteral } from '@postroom/smtp';
import { addressKey, domainKey, domainOf } from './address-key.ts';
import type { Resolution, ResolveOptions } from './resolution.ts';

const LOCALHOST = 'localhost';

/**
 * Whether an address that led nowhere is one that has to lead somewhere (RFC 5321 4.5.1): `<postmaster>` without a
 * domain, postmaster of a domain of ours, and postmaster of our host, by its name, by one of its addresses (RFC 1123 5.2.17), or as
 * programs of this machine call it, localhost (RFC 6761 6.3), when they cannot write an address without a domain.
 */
export function isPostmaster(address: string, found: Resolution, hostname: string | undefined): boolean {
  if (found.kind === 'targets') return false;
  if (isBare(address) || isAtOwnAddress(address)) return true;
  const key = addressKey(address);
  if (!key?.startsWith('postmaster@')) return false;
  return found.kind === 'unknown' || isHost(domainOf(key), hostname);
}

/**
 * Who may read mail for postmaster when nobody has that address, the likeliest first: postmaster of the domain that our
 * host belongs to, where it was for the host; the one that is set for the platform; the domain's first account; the
 * first account of all. Accounts that are suspended are passed over.
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

/** The domain of ours that a host name is, or is in: mail.example.org belongs to example.org. */
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

/** Read anew each time: addresses come and go with the network. */
function isAtOwnAddress(address: string): boolean {
  const literal = /^postmaster@(\[.*\])$/i.exec(address)?.[1];
  const ip = literal === undefined ? undefined : parseAddressLiteral(literal);
  return ip !== undefined && Object.values(networkInterfaces()).some((own) => own?.some((one) => one.address === ip));
}
