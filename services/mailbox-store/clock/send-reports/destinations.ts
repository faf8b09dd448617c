import type { DnsResolver } from '@postroom/dns';
import { type ReportAddress, reportAddresses, tagOf } from '@postroom/reports';
import { normaliseDomain } from '@postroom/smtp';

/** Thrown when DNS does not answer; the report is tried again later. */
class CannotBeLookedUp extends Error {}

/** The longest name without its final dot (RFC 1035 2.3.4). */
const MAX_NAME = 253;

export interface Wanted {
  /** The domain of the record, in A-labels. */
  readonly domain: string;
  readonly organizationalDomain: string;
  readonly rua: string;
}

/**
 * Returns the addresses that may get reports: those of the organisation itself, and those whose own domain says that it accepts reports
 * about this domain (RFC 9990 4), because anybody can write any address into a record. Throws CannotBeLookedUp.
 */
export async function destinations(resolver: Pick<DnsResolver, 'txt'>, wanted: Wanted): Promise<ReportAddress[]> {
  const found: ReportAddress[] = [];
  for (const one of reportAddresses(wanted.rua)) {
    const host = hostOf(one.address);
    if (host === undefined) continue;
    if (isWithin(host, wanted.organizationalDomain)) found.push(one);
    else found.push(...(await external(resolver, wanted, one, host)));
  }
  return [...new Map(found.map((one) => [one.address.toLowerCase(), one])).values()];
}

async function external(
  resolver: Pick<DnsResolver, 'txt'>,
  { domain }: Wanted,
  asked: ReportAddress,
  host: string,
): Promise<ReportAddress[]> {
  const name = `${domain}._report._dmarc.${host}`;
  if (name.length > MAX_NAME) return [];
  const answer = await resolver.txt(name);
  if (answer.kind === 'temporary-failure') throw new CannotBeLookedUp(name);
  const records =
    answer.kind === 'found' ? answer.records.filter((text) => /^v\s*=\s*DMARC1\s*(?:;|$)/.test(text)) : [];
  if (records.length === 0) return [];
  const others = records.map((record) => tagOf(record, 'rua')).find((rua) => rua !== '');
  if (others === undefined) return [asked];
  // RFC 9990 4: the owner of the address may choose another one, but only at the same host.
  const chosen = reportAddresses(others);
  return chosen.every(({ address }) => hostOf(address) === host) ? chosen : [];
}

function hostOf(address: string): string | undefined {
  return normaliseDomain(address.slice(address.lastIndexOf('@') + 1));
}

function isWithin(host: string, domain: string): boolean {
  return domain.includes('.') && (host === domain || host.endsWith(`.${domain}`));
}
