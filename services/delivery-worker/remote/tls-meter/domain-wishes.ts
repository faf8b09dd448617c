import { tlsReportRua } from '@postroom/reports';
import { type DomainPolicies, domainPolicies, type Look } from '../tls-policies/domain-policies.ts';

/** What a domain that wants reports on TLS says of itself. */
export interface DomainWishes extends DomainPolicies {
  readonly rua: string;
}

/** Undefined for a domain, in A-labels, that wants no reports, or of which that cannot be said now. */
export async function domainWishes(look: Look, domain: string): Promise<DomainWishes | undefined> {
  const found = await look.resolver.txt(`_smtp._tls.${domain}`);
  const rua = found.kind === 'found' ? tlsReportRua(found.records) : undefined;
  if (rua === undefined) return undefined;
  const policies = await domainPolicies(look, domain);
  return policies && { rua, ...policies };
}
