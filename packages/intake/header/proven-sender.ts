import type { MethodResult } from '@postroom/mime';
import { normaliseDomain } from '@postroom/smtp';
import { ourResults } from './our-results.ts';

/**
 * What our fields in front of a message say about its sender. `own`: somebody who had logged in here; `proven`: the domain confirms it;
 * `denied`: by the domain's DMARC it is not its mail; `unproven`: nothing proves the domain; `unknown`: a look-up failed.
 */
export type Proof = 'own' | 'proven' | 'denied' | 'unproven' | 'unknown';

export interface ProvenSender {
  readonly proof: Proof;
  /** The author's domain, in A-labels; '' when there is not exactly one author. */
  readonly domain: string;
}

/**
 * Reads the proof from the header. Null when the sender was not checked, the message did not come through us, or it was resent here.
 * @param domain the domain of its only author, in A-labels
 */
export function provenSender(header: Buffer, domain: string, hostname: string): ProvenSender | null {
  const results = ourResults(header, hostname);
  if (results === null) return null;
  return { proof: results === 'own' ? 'own' : proofOf(results, domain), domain };
}

function proofOf(results: readonly MethodResult[], domain: string): Proof {
  const dmarc = results.find(({ method }) => method === 'dmarc');
  // With several authors or none, no domain stands for all of them.
  if (domain === '') return 'unproven';
  const isAbout = normaliseDomain(dmarc?.properties.get('header.from') ?? '') === domain;
  if (dmarc?.result === 'pass' && isAbout) return 'proven';
  if (dmarc?.result === 'fail' && isAbout) return 'denied';
  if (results.some((one) => one.result === 'pass' && isAligned(provenDomain(one), domain))) return 'proven';
  return results.some(({ result }) => result === 'temperror') ? 'unknown' : 'unproven';
}

function provenDomain({ method, properties }: MethodResult): string {
  const property = { dkim: 'header.d', spf: 'smtp.mailfrom' }[method];
  const value = property === undefined ? '' : (properties.get(property) ?? '');
  return normaliseDomain(value.slice(value.lastIndexOf('@') + 1)) ?? '';
}

/** Returns whether two domains are aligned (RFC 9989 3.2.10.1, relaxed). Without a public suffix list, one must lie in the other. */
function isAligned(name: string, domain: string): boolean {
  if (!name.includes('.')) return false;
  return name === domain || name.endsWith(`.${domain}`) || domain.endsWith(`.${name}`);
}
