import { type KeyObject, hash as sha, verify } from 'node:crypto';
import type { KeyCache } from 'mailauth/lib/dkim/dkim-verifier.js';
import { KEY_ERROR_COMMENTS, type Status, toALabel } from 'mailauth/lib/tools.js';
import type { BodyHash } from '../dkim/body-hash.ts';
import type { FieldsByName, HeaderField } from './header-fields.ts';
import { LIMITS } from './limits.ts';
import type { PublicKey } from './public-keys.ts';
import { domainOf, type Signature } from './signature.ts';
import { signedHeader } from './signed-header.ts';

/** How far our clock may be ahead of that of the signer. */
const CLOCK_SKEW_MS = 5 * 60_000;

interface Verified {
  readonly result: string;
  readonly comment?: string;
  readonly policy?: Record<string, string>;
}

/** The body hash for a signature. */
export interface HashedBody {
  readonly hash: BodyHash;
  readonly digest: string;
}

export interface VerifyOptions {
  readonly kind: 'DKIM' | 'ARC';
  /** The field of the signature itself. */
  readonly field: HeaderField | undefined;
  readonly fields: FieldsByName;
  readonly body: HashedBody | undefined;
  readonly keys: KeyCache;
  readonly now: Date;
}

/** Verifies a signature (RFC 6376 6.1); returns the result for Authentication-Results. */
export async function verifySignature(signature: Signature, options: VerifyOptions): Promise<Status> {
  const verified = signature.fault
    ? { result: 'neutral', comment: signature.fault }
    : await verifiedOf(signature, options);
  return { ...verified, header: propertiesOf(signature) };
}

/** Asks for the key in advance, unless the body hash does not match, so that no key is needed (6.1.3). */
export function askForKey({ fault, ...signature }: Signature, { kind, body, keys }: VerifyOptions): void {
  if (fault || signature.bodyHash !== body?.digest || signature.hash === 'sha1') return;
  keyOf(signature, kind, keys).catch(() => {});
}

async function verifiedOf(
  signature: Signature,
  { kind, field, fields, body, keys, now }: VerifyOptions,
): Promise<Verified> {
  if (signature.bodyHash !== body?.digest) return { result: 'fail', comment: 'body hash did not verify' };
  // RFC 8301 3.1.
  if (signature.hash === 'sha1')
    return { result: 'policy', comment: 'weak algorithm', policy: { 'dkim-rules': 'weak-algorithm' } };
  let key: PublicKey;
  try {
    key = await keyOf(signature, kind, keys);
  } catch (error) {
    return withoutKey(error as { code?: string; message: string });
  }
  const fault = unfit(key, signature);
  if (fault) return { result: 'neutral', comment: fault };
  const { text, headerForm, names } = signature;
  const canonical = signedHeader(fields, { field, text, isRelaxed: headerForm === 'relaxed', names });
  try {
    if (!isSigned(canonical, signature, key.publicKey)) return { result: 'fail', comment: 'bad signature' };
  } catch (error) {
    return { result: 'neutral', comment: (error as Error).message };
  }
  if (signature.expires !== undefined && signature.expires * 1_000 + CLOCK_SKEW_MS < now.getTime())
    return { result: 'neutral', comment: 'expired' };
  const { modulusLength = 0 } = key;
  return judged(signature, body.hash, modulusLength);
}

/** Applies our own rules, besides those of the standard, to a valid signature. */
function judged({ maxLength }: Signature, body: BodyHash, modulusLength: number): Verified {
  if (modulusLength > LIMITS.maxKeyBits) return { result: 'policy', comment: 'key too large' };
  // RFC 6376 3.5: l= must not exceed the length of the body.
  if (maxLength !== undefined && maxLength > body.canonicalizedLength)
    return { result: 'fail', comment: 'the body is too short' };
  // RFC 6376 8.2: anybody may have appended what follows the octets of l=.
  if (body.canonicalizedLength > body.bodyHashedBytes)
    return { result: 'policy', comment: 'the end of the body is not signed' };
  return { result: 'pass' };
}

function isSigned(canonical: Buffer, { type, value }: Signature, key: KeyObject): boolean {
  const signature = Buffer.from(value, 'base64');
  // RFC 8463 3.
  return type === 'rsa'
    ? verify('sha256', canonical, key, signature)
    : verify(null, sha('sha256', canonical, 'buffer'), key, signature);
}

function keyOf(
  { selector, domain, hash }: Pick<Signature, 'selector' | 'domain' | 'hash'>,
  kind: string,
  keys: KeyCache,
): Promise<PublicKey> {
  const name = `${selector}._domainkey.${domain}`;
  return keys.get(kind, name, LIMITS.minKeyBits, { strict: true, hashAlgo: hash }) as Promise<PublicKey>;
}

/** Returns why a key does not fit a signature (RFC 6376 6.1.2). */
function unfit({ keyType, flags = [] }: PublicKey, { type, domain, identity }: Signature): string | undefined {
  if (keyType !== type) return 'inappropriate key algorithm';
  const host = domainOf(identity) ?? domain;
  const isBelow = toALabel(host).toLowerCase() !== toALabel(domain).toLowerCase();
  return flags.includes('s') && isBelow ? 'domain mismatch' : undefined;
}

function withoutKey({ code = '', message }: { code?: string; message: string }): Verified {
  const comment = KEY_ERROR_COMMENTS.get(code);
  if (comment) return { result: 'neutral', comment };
  if (code === 'ESHORTKEY') return { result: 'policy', policy: { 'dkim-rules': 'weak-key' } };
  return { result: 'temperror', comment: `DNS failure: ${code || message}` };
}

/** Returns the properties of a signature for its result (RFC 8601 2.7.1). */
function propertiesOf({ domain, identity, selector, algorithm, value }: Signature): Record<string, string> {
  const host = domainOf(identity);
  const i = host === undefined ? identity : identity.slice(0, -host.length || undefined) + toALabel(host);
  return { d: toALabel(domain), i, s: selector, a: algorithm, b: value.slice(0, 8) };
}
