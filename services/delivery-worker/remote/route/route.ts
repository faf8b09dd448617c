import type { Answer, DnsResolver, MxRecord, TemporaryReason } from '@postroom/dns';
import { parseAddressLiteral } from '@postroom/smtp';
import { RouteFailure } from './failure.ts';

/** A mail server of a domain, with its addresses in the order to try them. */
export interface MailHost {
  /** The server's name; for an address literal the address itself. */
  readonly host: string;
  readonly preference: number;
  readonly addresses: readonly string[];
}

export interface RouteOptions {
  readonly resolver: Pick<DnsResolver, 'mx' | 'a' | 'aaaa'>;
  /** Our own host names: a domain whose best server is one of them leads back to us (RFC 5321 5.1). */
  readonly ownNames?: readonly string[];
  /** Tells which addresses may be connected to; all by default. */
  readonly reach?: Reach;
  readonly random?: () => number;
}

/** Tells whether an address may be connected to. `literal` is true if it comes from the mail's envelope and not from DNS. */
export type Reach = (address: string, origin: { readonly literal: boolean }) => boolean;

// A domain may publish any number of servers; if none of this many answers, the others will not either.
const MAX_HOSTS = 16;
const MAX_ADDRESSES = 8;

/**
 * Returns where mail for a normalised domain goes (RFC 5321 5.1): its MX hosts by preference, equal ones in random order, or its own
 * address if it has no MX. Throws RouteFailure: permanent when the domain does not exist (5.1.2), accepts no mail (5.1.10, RFC 7505), leads
 * back to us (5.4.6) or only to addresses that we may not use (5.4.4); temporary when DNS cannot tell now (4.4.3).
 */
export async function route(domain: string, options: RouteOptions): Promise<readonly MailHost[]> {
  if (domain.startsWith('[')) return literal(domain, options);
  const found = await options.resolver.mx(domain);
  if (found.kind === 'temporary-failure') throw unknown(found.reason);
  if (found.kind === 'not-a-name') throw new RouteFailure(true, '5.1.2', 'not a valid domain name');
  if (found.kind === 'no-such-name') throw new RouteFailure(true, '5.1.2', 'the domain does not exist');
  const records = found.kind === 'found' ? found.records : [];
  if (records.length > 0 && records.every(({ host }) => host === '')) {
    throw new RouteFailure(true, '5.1.10', 'the domain does not accept mail (null MX)');
  }
  if (records.length === 0) return implicit(domain, options);
  return explicit(domain, records, options);
}

function literal(domain: string, { reach }: RouteOptions): MailHost[] {
  const ip = parseAddressLiteral(domain);
  if (ip === undefined) throw new RouteFailure(true, '5.1.2', 'not a valid IP address');
  if (reach && !reach(ip, { literal: true })) throw outOfReach();
  return [{ host: domain, preference: 0, addresses: [ip] }];
}

/** RFC 5321 5.1: a domain without MX records is its own mail server. */
async function implicit(domain: string, options: RouteOptions): Promise<MailHost[]> {
  const found = await addressesOf(domain, options.resolver);
  if (found.length === 0) throw new RouteFailure(true, '5.1.2', 'the domain has neither mail servers nor an address');
  if (isOurs(domain, options)) throw loop();
  const addresses = found.filter(reachable(options));
  if (addresses.length === 0) throw outOfReach();
  return [{ host: domain, preference: 0, addresses }];
}

async function explicit(domain: string, records: readonly MxRecord[], options: RouteOptions): Promise<MailHost[]> {
  const ordered = inOrder(
    records.filter(({ host }) => host !== ''),
    options.random ?? Math.random,
  );
  // RFC 5321 5.1: if we are among the servers, we may only send to servers with a better preference than ours.
  const us = ordered.find(({ host }) => isOurs(host, options));
  const before = us === undefined ? ordered : ordered.filter(({ preference }) => preference < us.preference);
  if (before.length === 0) throw loop();
  const hosts: MailHost[] = [];
  let refused = false;
  let trouble: unknown;
  const asked = before.slice(0, MAX_HOSTS);
  const answers = await Promise.allSettled(asked.map(({ host }) => addressesOf(host, options.resolver)));
  for (const [at, { host, preference }] of asked.entries()) {
    const answer = answers[at];
    if (answer?.status !== 'fulfilled') {
      trouble ??= answer?.reason;
      continue;
    }
    const addresses = answer.value.filter(reachable(options));
    if (addresses.length > 0) hosts.push({ host, preference, addresses });
    else if (answer.value.length > 0) refused = true;
  }
  if (hosts.length > 0) return hosts;
  if (trouble !== undefined) throw trouble;
  if (refused) throw outOfReach();
  // Temporary, because the names may be missing while somebody changes them.
  throw new RouteFailure(false, '4.4.4', `none of the mail servers of ${domain} has an address`);
}

function inOrder(records: readonly MxRecord[], random: () => number): MxRecord[] {
  return records
    .map((record) => ({ record, tie: random() }))
    .sort((a, b) => a.record.preference - b.record.preference || a.tie - b.tie)
    .map(({ record }) => record);
}

function reachable({ reach }: RouteOptions): (address: string) => boolean {
  return (address) => reach === undefined || reach(address, { literal: false });
}

/** Returns IPv6 and IPv4 addresses alternately, so that a broken network of one kind does not use up all tries. */
async function addressesOf(host: string, resolver: RouteOptions['resolver']): Promise<string[]> {
  // Some domains publish an address in place of a name. Other servers deliver there, so people expect it.
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) return parseAddressLiteral(`[${host}]`) === undefined ? [] : [host];
  const [v6, v4] = await Promise.all([resolver.aaaa(host), resolver.a(host)]);
  const six = recordsOf(v6);
  const four = recordsOf(v4);
  if (six.length + four.length === 0) {
    const failed = [v4, v6].find((answer) => answer.kind === 'temporary-failure');
    if (failed) throw unknown(failed.reason);
  }
  const both: string[] = [];
  for (let at = 0; at < Math.max(six.length, four.length); at++) {
    both.push(...six.slice(at, at + 1), ...four.slice(at, at + 1));
  }
  return both.slice(0, MAX_ADDRESSES);
}

function recordsOf(answer: Answer<string>): readonly string[] {
  return answer.kind === 'found' ? answer.records : [];
}

const REASONS: Readonly<Record<TemporaryReason, string>> = {
  'time-out': 'timeout',
  unreachable: 'the name server cannot be reached',
  'server-failure': 'the name server failed',
  refused: 'the name server refused the query',
  malformed: 'the answer cannot be read',
  'too-large': 'the answer is too large',
  'alias-chain': 'too many CNAME records, or a loop of them',
  busy: 'too many DNS lookups at once',
};

function unknown(reason: TemporaryReason): RouteFailure {
  return new RouteFailure(false, '4.4.3', `DNS lookup failed: ${REASONS[reason]}`);
}

function isOurs(host: string, { ownNames = [] }: RouteOptions): boolean {
  return ownNames.some((name) => name.toLowerCase() === host);
}

/** Returns the failure without the addresses: they may be a secret of our own DNS, and the sender gets the text. */
function outOfReach(): RouteFailure {
  return new RouteFailure(true, '5.4.4', 'its mail servers have only non-public addresses, which are not allowed');
}

function loop(): RouteFailure {
  return new RouteFailure(true, '5.4.6', 'the MX of the domain is this server, which does not host the domain');
}
