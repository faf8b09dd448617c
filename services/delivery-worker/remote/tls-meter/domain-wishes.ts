import type { DnsResolver } from '@postroom/dns';
import { tlsReportRua } from '@postroom/reports';
import { DANE_EE } from '../require-tls/dane.ts';
import { type StsPolicies, StsUnavailable } from '../require-tls/sts-policies.ts';
import type { ServerPolicy } from './server-policy.ts';

export interface Look {
  readonly resolver: Pick<DnsResolver, 'txt' | 'mx' | 'tlsa'>;
  readonly sts: Pick<StsPolicies, 'of'>;
}

/** What a domain that wants reports on TLS says of itself. */
export interface DomainWishes {
  readonly rua: string;
  /** DNSSEC vouches for its MX records, so that TLSA records of its servers count (RFC 7672 2.2.1). */
  readonly hasAuthenticServers: boolean;
  /** Of servers without TLSA records; undefined: that cannot be said now. */
  readonly policy: ServerPolicy | undefined;
}

/** Undefined for a domain, in A-labels, that wants no reports, or of which that cannot be said now. */
export async function domainWishes({ resolver, sts }: Look, domain: string): Promise<DomainWishes | undefined> {
  const found = await resolver.txt(`_smtp._tls.${domain}`);
  const rua = found.kind === 'found' ? tlsReportRua(found.records) : undefined;
  if (rua === undefined) return undefined;
  const mx = await resolver.mx(domain);
  if (mx.kind === 'temporary-failure') return undefined;
  return { rua, hasAuthenticServers: mx.kind === 'found' && mx.isAuthentic, policy: await stsOf(sts, domain) };
}

async function stsOf(sts: Look['sts'], domain: string): Promise<ServerPolicy | undefined> {
  try {
    const policy = await sts.of(domain);
    return policy === null || policy.mode === 'none' ? { type: 'no-policy-found' } : { type: 'sts', sts: policy };
  } catch (error) {
    return error instanceof StsUnavailable ? { type: 'sts', fault: error.type } : undefined;
  }
}

/** The policy for one server: TLSA before MTA-STS (RFC 8461 2). Undefined: it cannot be said, now or by what we check. */
export async function policyFor(
  { resolver }: Look,
  { hasAuthenticServers, policy }: DomainWishes,
  { name, port }: { readonly name: string; readonly port: number },
): Promise<ServerPolicy | undefined> {
  if (!hasAuthenticServers) return policy;
  const found = await resolver.tlsa(`_${port}._tcp.${name}`);
  if (found.kind === 'temporary-failure') return undefined;
  if (found.kind !== 'found' || !found.isAuthentic) return policy;
  const records = found.records.filter(({ usage }) => usage === DANE_EE);
  return records.length > 0 ? { type: 'tlsa', records } : undefined;
}
