import type { MethodResult } from '@postroom/mime';
import { normaliseDomain } from '@postroom/smtp';
import { ourResults } from './our-results.ts';

/**
 * Who sent a message, by what we wrote in front of it when it came: `own`, somebody who had logged in here; `proven`, the domain stands
 * for it; `denied`, the domain says by DMARC that it is none of its mail; `unproven`, the domain says nothing that would prove it;
 * `unknown`, it could not be looked up.
 */
export type Proof = 'own' | 'proven' | 'denied' | 'unproven' | 'unknown';

export interface ProvenSender {
  readonly proof: Proof;
  /** Of the author, in A-labels; '' for `own` without one. */
  readonly domain: string;
}

/**
 * Reads it from the header. Null: nobody looked, it did not come by us, or somebody who had logged in here passed it on as it was.
 * @param domain of its one author, in A-labels
 */
export function provenSender(header: Buffer, domain: string, hostname: string): ProvenSender | null {
  const results = ourResults(header, hostname);
  if (results === null) return null;
  return { proof: results === 'own' ? 'own' : proofOf(results, domain), domain };
}

function proofOf(results: readonly MethodResult[], domain: string): Proof {
  const dmarc = results.find(({ method }) => method === 'dmarc');
  // Several authors, or none: nothing stands for all of them.
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

/** RFC 9989 3.2.10.1, relaxed: without a list of public suffixes one has to lie in the other. */
function isAligned(name: string, domain: string): boolean {
  if (!name.includes('.')) return false;
  return name === domain || name.endsWith(`.${domain}`) || domain.endsWith(`.${name}`);
}
