import { normaliseDomain } from '@postroom/smtp';
import { SmtpFailure, type TlsOptions } from '@postroom/smtp-client';
import type { Candidate } from '../candidates.ts';
import type { RemoteContext } from '../context.ts';
import { RouteFailure } from '../route/failure.ts';
import type { ServerPolicy } from '../tls-meter/server-policy.ts';
import { toldBy } from './dane.ts';
import { type DomainPolicies, domainPolicies, policyFor } from './domain-policies.ts';
import { namesServer } from './sts-policy.ts';

/** The TLS that the recipients' domain demands of a server, and the reason in words. */
export type Demand =
  | { readonly kind: 'tls'; readonly tls: Pick<TlsOptions, 'verify' | 'isPinned' | 'anchors'>; readonly why: string }
  /** Nothing may be sent to the server now. */
  | { readonly kind: 'unnamed' | 'unknown'; readonly why: string };

/** Returns what the domain demands of one of its servers; undefined if nothing, so that TLS is opportunistic. */
export type DemandOf = (server: Candidate) => Promise<Demand | undefined>;

/**
 * Returns what the policies of a destination demand of its servers (DANE, RFC 7672; MTA-STS, RFC 8461); undefined if it has none or
 * policies are not applied. Throws RouteFailure when DNS cannot tell now.
 */
export async function demandsOf(
  { resolver, sts, settings }: Pick<RemoteContext, 'resolver' | 'sts' | 'settings'>,
  destination: string,
): Promise<DemandOf | undefined> {
  const domain = normaliseDomain(destination);
  if (!settings.keepsTlsPolicies || settings.smarthost || domain === undefined || domain.startsWith('['))
    return undefined;
  const policies = await domainPolicies({ resolver, sts }, domain);
  if (!policies) throw new RouteFailure(false, '4.4.3', 'DNS lookup of its mail servers failed');
  if (policies.authenticServers.size === 0 && !isEnforced(policies.policy)) return undefined;
  return (server) => demandOf(resolver, policies, server);
}

async function demandOf(
  resolver: RemoteContext['resolver'],
  policies: DomainPolicies,
  server: Candidate,
): Promise<Demand | undefined> {
  const policy = await policyFor({ resolver }, policies, server);
  // RFC 7672 2.1.2: an attacker on the way could make the lookup fail, so the server is not used.
  if (policy === 'unknown') return { kind: 'unknown', why: 'DNS lookup of its TLSA records (DANE) failed' };
  if (policy?.type === 'tlsa') return byDane(policy, policies.domain);
  if (!isEnforced(policy)) return undefined;
  if (!namesServer(policy.sts, server.name))
    return { kind: 'unnamed', why: 'the MTA-STS policy of the domain does not name this server' };
  return { kind: 'tls', tls: { verify: true }, why: 'the MTA-STS policy of the domain requires a trusted certificate' };
}

function byDane(dane: Extract<ServerPolicy, { type: 'tlsa' }>, domain: string): Demand {
  // RFC 7672 2.2: records that we cannot check still promise TLS.
  if (dane.records.length === 0)
    return { kind: 'tls', tls: {}, why: 'the TLSA records of the server (DANE) require TLS' };
  return {
    kind: 'tls',
    tls: toldBy(dane, domain),
    why: 'the TLSA records of the server (DANE) require a matching certificate',
  };
}

function isEnforced(policy: ServerPolicy | undefined): policy is Extract<ServerPolicy, { sts: unknown }> {
  return policy?.type === 'sts' && 'sts' in policy && policy.sts.mode === 'enforce';
}

/** Returns the failure of a server that does not meet the demand: the mail waits, and another server may meet it (RFC 8461 5, RFC 7672 2.2). */
export function unmet({ kind, why }: Demand, error?: SmtpFailure): SmtpFailure {
  const enhanced = kind === 'unknown' ? '4.4.3' : '4.7.5';
  const text = error ? `${why}: ${error.message}` : why;
  return new SmtpFailure('starttls', 'temporary', text, { enhanced, cause: error });
}
