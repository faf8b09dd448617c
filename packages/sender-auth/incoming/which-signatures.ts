import { normaliseDomain } from '@postroom/smtp';
import type { HeaderField } from './header-fields.ts';
import { LIMITS } from './limits.ts';
import { readSignature, type Signature } from './signature.ts';

/** A DKIM-Signature field and its parsed signature. */
export interface SignatureField {
  readonly field: HeaderField;
  readonly signature: Signature;
}

/**
 * Returns the signatures to check, the most useful first (RFC 6376 6.1 leaves the order to us): those of domains similar to an author's, which
 * DMARC needs, then others; the topmost first. Unreadable ones come last. So an author's signature is checked however many others
 * forwarders add.
 * @param authors the domains of From
 */
export function signaturesToCheck(fields: readonly HeaderField[], authors: readonly string[]): SignatureField[] {
  const known = authors.map((author) => author.split('.').toReversed());
  return fields
    .filter(({ name }) => name === 'dkim-signature')
    .map((field) => ({ field, signature: readSignature(field.text) }))
    .map((one) => ({ ...one, rank: one.signature.fault === undefined ? likeness(one.signature.domain, known) : -1 }))
    .toSorted((one, other) => other.rank - one.rank)
    .slice(0, LIMITS.signatures)
    .map(({ field, signature }) => ({ field, signature }));
}

/** Returns how many labels, from the end, a domain has in common with an author's: the most of any author. */
function likeness(domain: string, authors: readonly (readonly string[])[]): number {
  const labels = (normaliseDomain(domain) ?? domain.toLowerCase()).split('.').toReversed();
  return Math.max(0, ...authors.map((author) => commonLabels(author, labels)));
}

function commonLabels(one: readonly string[], other: readonly string[]): number {
  const end = one.findIndex((label, at) => label !== other[at]);
  return end < 0 ? one.length : end;
}
