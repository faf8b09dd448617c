import type { Answer, DnsResolver, MxRecord } from '@postroom/dns';
import { RouteFailure } from '../route/failure.ts';
import type { ServerPolicy } from '../tls-meter/server-policy.ts';
import { daneOf } from './dane.ts';
import { type StsPolicies, StsUnavailable } from './sts-policies.ts';

export interface Look {
  readonly resolver: Pick<DnsResolver, 'a' | 'aaaa' | 'mx' | 'tlsa' | 'txt'>;
  readonly sts: Pick<StsPolicies, 'of'>;
}

/** The TLS policies of a domain for its servers. */
export interface DomainPolicies {
  /** The domain in A-labels. */
  readonly domain: string;
  /** The servers that DNSSEC confirms, so that their TLSA records count (RFC 7672 2.2.1, 2.2.2). */
  readonly authenticServers: ReadonlySet<string>;
  /** The policy for servers without TLSA records; undefined if it cannot be read now. */
  readonly policy: ServerPolicy | undefined;
}

/** Returns the policies of a domain in A-labels; undefined when DNS cannot tell its servers now. */
export async function domainPolicies({ resolver, sts }: Look, domain: string): Promise<DomainPolicies | undefined> {
  const mx = await resolver.mx(domain);
  if (mx.kind === 'temporary-failure') return undefined;
  return { domain, authenticServers: new Set(authenticServers(domain, mx)), policy: await stsOf(sts, domain) };
}

function authenticServers(domain: string, mx: Answer<MxRecord>): string[] {
  if (!('isAuthentic' in mx) || !mx.isAuthentic) return [];
  return mx.kind === 'found' ? mx.records.map(({ host }) => host) : [domain];
}

async function stsOf(sts: Look['sts'], domain: string): Promise<ServerPolicy | undefined> {
  try {
    const policy = await sts.of(domain);
    return policy === null || policy.mode === 'none' ? { type: 'no-policy-found' } : { type: 'sts', sts: policy };
  } catch (error) {
    if (!(error instanceof RouteFailure)) throw error;
    return error instanceof StsUnavailable ? { type: 'sts', fault: error.type } : undefined;
  }
}

/**
 * Returns the policy for one server; TLSA records come before MTA-STS (RFC 8461 2). Undefined: the MTA-STS policy cannot be read now;
 * `unknown`: the TLSA records cannot.
 */
export async function policyFor(
  { resolver }: Pick<Look, 'resolver'>,
  { authenticServers, policy }: DomainPolicies,
  server: { readonly name: string; readonly port: number },
): Promise<ServerPolicy | 'unknown' | undefined> {
  return (authenticServers.has(server.name) ? await daneOf(resolver, server) : null) ?? policy;
}
