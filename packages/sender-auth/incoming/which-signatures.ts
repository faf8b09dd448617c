import { normaliseDomain } from '@postroom/smtp';
import type { HeaderField } from './header-fields.ts';
import { LIMITS } from './limits.ts';
import { readSignature, type Signature } from './signature.ts';

/** A DKIM-Signature field, and what it says. */
export interface SignatureField {
  readonly field: HeaderField;
  readonly signature: Signature;
}

/**
 * The signatures that are looked at, most likely useful first (RFC 6376 6.1 leaves it to us): those of domains like an author's, which DMARC
 * asks for, before others, and of these the topmost. What cannot be read comes last. Many forwarders, or one that adds many, push no
 * author's signature out.
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

/** Labels that a domain has in common with an author's, from its end: the most of any author. */
function likeness(domain: string, authors: readonly (readonly string[])[]): number {
  const labels = (normaliseDomain(domain) ?? domain.toLowerCase()).split('.').toReversed();
  return Math.max(0, ...authors.map((author) => commonLabels(author, labels)));
}

function commonLabels(one: readonly string[], other: readonly string[]): number {
  const end = one.findIndex((label, at) => label !== other[at]);
  return end < 0 ? one.length : end;
}
