import { tlsReportRua } from '@postroom/reports';
import { type DomainPolicies, domainPolicies, type Look } from '../tls-policies/domain-policies.ts';

/** The TLS policies of a domain that wants TLS reports. */
export interface DomainWishes extends DomainPolicies {
  readonly rua: string;
}

/** Returns the wishes of a domain in A-labels; undefined if it wants no reports, or DNS cannot tell now. */
export async function domainWishes(look: Look, domain: string): Promise<DomainWishes | undefined> {
  const found = await look.resolver.txt(`_smtp._tls.${domain}`);
  const rua = found.kind === 'found' ? tlsReportRua(found.records) : undefined;
  if (rua === undefined) return undefined;
  const policies = await domainPolicies(look, domain);
  return policies && { rua, ...policies };
}
