import { normaliseDomain } from '@postroom/smtp';
import { type Candidate, candidatesFor } from '../candidates.ts';
import type { RemoteContext } from '../context.ts';
import { RouteFailure } from '../route/failure.ts';
import { pinnedBy } from '../tls-policies/dane.ts';
import { namesServer } from '../tls-policies/sts-policy.ts';

type Context = Pick<RemoteContext, 'resolver' | 'settings' | 'hostname' | 'sts'>;

/**
 * Returns the addresses for mail that requires TLS: only of servers whose names are confirmed by DNSSEC or by the domain's MTA-STS policy
 * (RFC 8689 4.2.1 1). For a domain without MX records its own name is confirmed, and the operator's smarthost always is. Throws
 * RouteFailure.
 */
export async function secureCandidates(context: Context, destination: string): Promise<Candidate[]> {
  const { resolver, settings } = context;
  const candidates = await candidatesFor(context, destination);
  if (settings.smarthost) return candidates;
  const isVouchedFor = await voucher(context, normaliseDomain(destination) ?? '');
  const vouched = candidates.filter(({ name }) => isVouchedFor(name));
  if (vouched.length === 0) throw unproved('neither DNSSEC nor its MTA-STS policy proves its mail servers');
  return Promise.all(
    vouched.map(async (candidate) => ({ ...candidate, isPinned: await pinnedBy(resolver, candidate) })),
  );
}

async function voucher({ resolver, sts }: Context, domain: string): Promise<(host: string) => boolean> {
  if (domain.startsWith('[')) throw unproved('an IP address has no name to check a certificate against');
  const found = await resolver.mx(domain);
  // The candidates come from another query. This result is used only for its names, and if there is none, nothing can be concluded.
  if (found.kind === 'temporary-failure')
    throw new RouteFailure(false, '4.4.3', 'DNS lookup of its mail servers failed');
  if (found.kind !== 'found') return (host) => host === domain;
  if (found.isAuthentic) return (host) => found.records.some((record) => record.host === host);
  const policy = await sts.of(domain);
  if (policy === null || policy.mode === 'none') throw unproved('neither DNSSEC nor MTA-STS proves its mail servers');
  return (host) => namesServer(policy, host);
}

/** Returns the failure for mail whose REQUIRETLS cannot be fulfilled (RFC 8689 4.2.1, 8.2). */
function unproved(why: string): RouteFailure {
  return new RouteFailure(true, '5.7.30', `the mail requires TLS to proven mail servers of the domain: ${why}`);
}
