import type { TlsaRecord } from '@postroom/dns';
import type { AppliedTlsPolicy } from '@postroom/reports';
import type { Dane } from '../tls-policies/dane.ts';
import type { StsUnavailable } from '../tls-policies/sts-policies.ts';
import type { StsPolicy } from '../tls-policies/sts-policy.ts';
import { storable } from './storable.ts';

/** The TLS policy of a domain for one of its servers. */
export type ServerPolicy =
  | { readonly type: 'no-policy-found' }
  | { readonly type: 'sts'; readonly sts: StsPolicy }
  | { readonly type: 'sts'; readonly fault: StsUnavailable['type'] }
  | Dane;

/** The most server names of a policy, or TLSA records, that a report contains. */
const MAX_LINES = 20;
/** Returns a policy in the form of a report (RFC 8460 4.4 policy-string, mx-host). */
export function written(policy: ServerPolicy): AppliedTlsPolicy {
  const { type } = policy;
  if (policy.type === 'tlsa')
    return { type, lines: policy.records.map(tlsaText).map(storable).slice(0, MAX_LINES), mx: [] };
  if (policy.type === 'no-policy-found' || 'fault' in policy) return { type, lines: [], mx: [] };
  const { mode, maxAgeSeconds } = policy.sts;
  const mx = policy.sts.mx.slice(0, MAX_LINES).map(storable);
  const named = mx.map((name) => `mx: ${name}`);
  return { type, lines: ['version: STSv1', `mode: ${mode}`, ...named, `max_age: ${maxAgeSeconds}`], mx };
}

function tlsaText({ usage, selector, matchingType, data }: TlsaRecord): string {
  return `${usage} ${selector} ${matchingType} ${data.toString('hex')}`;
}
