import type { SenderResults } from '@postroom/sender-auth';
import { normaliseDomain } from '@postroom/smtp';
import { REASONS } from './reasons.ts';

/** What happens to a message, and why, in words. */
export interface Decision {
  readonly action: 'accepted' | 'junk' | 'refused' | 'deferred';
  readonly reason: string;
}

export interface DecideOptions {
  /** Those of our domains, in A-labels, that the message claims to be from, by author or reverse-path, and that it must prove. */
  readonly ours: readonly string[];
  /** Domains whose ARC seal is trusted, in lower case. */
  readonly trustedSealers: ReadonlySet<string>;
}

/** Decides what happens to a message by the results of the sender checks. */
export function decide(results: SenderResults, { ours, trustedSealers }: DecideOptions): Decision {
  const { arc, dmarc } = results;
  if (arc.result === 'pass' && arc.dmarc === 'pass' && trustedSealers.has(arc.sealer)) {
    return { action: 'accepted', reason: REASONS.sealed(shown(arc.sealer)) };
  }
  // A refusal is for good, and the seal might have vouched for the message.
  const mayBeSealed = arc.isUndecided === true && trustedSealers.has(arc.sealer);
  const unproven = ours.find((domain) => !isProven(domain, results, ['pass']));
  if (unproven !== undefined) return unprovenOurs(unproven, results, mayBeSealed);
  if (dmarc.reason !== undefined && dmarc.reason !== 'no-author-domain') {
    // RFC 9989 11.5: suspicious, because there is no domain whose policy could be asked.
    return { action: 'junk', reason: REASONS.authors(dmarc.reason) };
  }
  if (dmarc.result !== 'fail' || dmarc.policy === 'none') return { action: 'accepted', reason: '' };
  const domain = shown(dmarc.domain);
  if (dmarc.policy !== 'reject') return { action: 'junk', reason: REASONS.dmarcQuarantine(domain) };
  return mayBeSealed
    ? { action: 'deferred', reason: REASONS.noDns(domain) }
    : { action: 'refused', reason: REASONS.dmarcReject(domain) };
}

function unprovenOurs(domain: string, results: SenderResults, mayBeSealed: boolean): Decision {
  // The look-up that failed might have proved it.
  const mayBe = mayBeSealed || isProven(domain, results, ['pass', 'temperror']);
  return mayBe
    ? { action: 'deferred', reason: REASONS.noDns(shown(domain)) }
    : { action: 'refused', reason: REASONS.unprovenOurs(shown(domain)) };
}

/** Returns whether SPF or a signature that is aligned with the domain (RFC 9989 3.2.10.1) has one of the `good` results. */
export function isProven(domain: string, { spf, dkim, dmarc }: SenderResults, good: readonly string[]): boolean {
  const evidence = [spf, ...dkim].filter(({ result }) => good.includes(result));
  if (dmarc.domain === domain && good.includes(dmarc.result)) return true;
  const names = evidence.map((one) => normaliseDomain(one.domain) ?? '');
  return names.some((name) => name === domain || lies(name, domain) || lies(domain, name));
}

function lies(name: string, domain: string): boolean {
  return domain !== '' && name.endsWith(`.${domain}`);
}

function shown(domain: string): string {
  return normaliseDomain(domain) ?? 'its domain';
}
