import { getARChain } from 'mailauth/lib/arc/index.js';
import { type BodyHasher, type DkimResult, DkimVerifier } from 'mailauth/lib/dkim/dkim-verifier.js';
import parseSignature, { type SignatureField } from 'mailauth/lib/parse-dkim-headers.js';
import type { ParsedField, ParsedHeader } from 'mailauth/lib/tools.js';
import { BodyHash, type Canonicalization } from '../dkim/body-hash.ts';
import { LIMITS } from './limits.ts';
import type { Resolve } from './look-up.ts';
import { publicKeys } from './public-keys.ts';

/** The hash of a body in the shape that the library asks. */
class Hasher extends BodyHash implements BodyHasher {
  #digest: string | undefined;

  override digest(encoding: 'base64'): string {
    this.#digest ??= super.digest(encoding);
    return this.#digest;
  }

  getMimeStructureStart(): undefined {
    return undefined;
  }
}

/**
 * The library's verifier with bounds on what is looked at, a body hash of one pass, and all keys asked for at once: a signature
 * whose key comes late holds up no other.
 */
export class BoundedVerifier extends DkimVerifier {
  readonly #lineEnds: 'crlf' | 'lf';

  /** @param keys how the keys of signatures are asked for, @param seals those of an ARC chain */
  constructor({
    keys,
    seals,
    lineEnds,
    ...options
  }: {
    keys: Resolve;
    seals: Resolve;
    lineEnds: 'crlf' | 'lf';
    minBitLength: number;
    strict: true;
    curTime: Date;
  }) {
    super({ ...options, resolver: keys });
    this.#lineEnds = lineEnds;
    this.keyCache = publicKeys(keys);
    this.arc.keyCache = publicKeys(seals);
  }

  override async messageHeaders(headers: ParsedHeader): Promise<void> {
    this.headers = headers;
    this.#findChain(headers);
    const fields = headers.parsed.filter(({ key }) => key === 'dkim-signature').slice(0, LIMITS.signatures);
    this.signatureHeaders = fields.map((field) => signatureOf(field));
    // RFC 8617 5.2: the newest message signature is one more.
    const newest = this.arc.lastEntry?.['arc-message-signature'];
    if (newest) this.signatureHeaders.push(Object.assign(newest, { type: 'ARC' as const }));
    for (const signature of this.signatureHeaders) this.#prepare(signature);
  }

  override async finalChunk(): Promise<void> {
    for (const signature of this.signatureHeaders) this.#askForKey(signature);
    await super.finalChunk();
  }

  override addBodyHash(canonicalization: string, algorithm: string, maxLength: number | ''): string {
    const key = bodyHashKey(canonicalization, algorithm, maxLength);
    if (!this.bodyHashes.has(key)) {
      const options = {
        canonicalization: canonicalization as Canonicalization,
        algorithm: algorithm as 'sha1' | 'sha256',
        maxLength: maxLength === '' ? undefined : maxLength,
        lineEnds: this.#lineEnds,
      } as const;
      this.bodyHashes.set(key, new Hasher(options));
    }
    return key;
  }

  #findChain(headers: ParsedHeader): void {
    try {
      if (headers.parsed.some(isTooLongArc)) throw new Error('ARC field too long');
      const chain = getARChain(headers, { strict: true });
      this.arc.chain = chain;
      const last = Array.isArray(chain) ? chain.at(-1) : undefined;
      if (last) this.arc.lastEntry = last;
    } catch (error) {
      this.arc.error = error;
    }
  }

  #prepare(signature: SignatureField): void {
    const { original } = signature;
    if (original.length > LIMITS.signatureBytes) signature.skip = 'signature too long';
    else this.#read(signature);
    if (signature.skip || signature.invalid) return;
    const { bodyCanon = '', hashAlgo = '', maxBodyLength = '' } = signature;
    const isNew = !this.bodyHashes.has(bodyHashKey(bodyCanon, hashAlgo, maxBodyLength));
    if (isNew && this.bodyHashes.size >= LIMITS.bodyHashes) signature.skip = 'too many ways to hash the body';
    else if (namesSigned(signature) > LIMITS.signedNames) signature.skip = 'too many names in h=';
    else signature.bodyHashKey = this.addBodyHash(bodyCanon, hashAlgo, maxBodyLength);
  }

  /** RFC 6376 3.1 has no underscore in a selector, but DNS has, and other verifiers take it. */
  #read(signature: SignatureField): void {
    const { parsed } = signature;
    const selector = String(parsed.s?.value ?? '');
    const isOdd = selector.includes('_');
    if (isOdd) signature.parsed = { ...parsed, s: { value: selector.replaceAll('_', 'x') } };
    this.prepareSignature(signature);
    if (isOdd) Object.assign(signature, { parsed, selector });
  }

  /** RFC 6376 3.7: a signature that signs DKIM-Signature fields signs others, never itself. */
  override verifySignature(signature: SignatureField): Promise<DkimResult> {
    const { headers } = this;
    if (headers && signature.type === 'DKIM')
      this.headers = { ...headers, parsed: headers.parsed.filter(({ line }) => line !== signature.original) };
    // The fields are taken before anything is waited for.
    const result = super.verifySignature(signature);
    this.headers = headers;
    return result;
  }

  /** Asks as the library will, which finds the answer kept then. No key is needed where the body is another (RFC 6376 6.1.3). */
  #askForKey({ type, selector, signingDomain, hashAlgo, bodyHashKey = '', parsed }: SignatureField): void {
    if (parsed.bh?.value !== this.bodyHashes.get(bodyHashKey)?.digest('base64') || hashAlgo === 'sha1') return;
    const name = `${selector}._domainkey.${signingDomain}`;
    this.keyCache.get(type, name, this.minBitLength, { strict: true, hashAlgo }).catch(() => {});
  }
}

function signatureOf({ line }: ParsedField): SignatureField {
  // What is not looked at is not read either.
  const short = line.length > LIMITS.signatureBytes ? line.subarray(0, LIMITS.signatureBytes) : line;
  return Object.assign(parseSignature(short, { strict: true }), { type: 'DKIM' as const, original: line });
}

function isTooLongArc({ key, line }: ParsedField): boolean {
  return key?.startsWith('arc-') === true && line.length > LIMITS.signatureBytes;
}

function namesSigned({ parsed }: SignatureField): number {
  return String(parsed.h?.value ?? '').split(':').length;
}

function bodyHashKey(canonicalization: string, algorithm: string, maxLength: number | ''): string {
  return [canonicalization, algorithm, maxLength].join(':');
}
