import { readAuthenticationResults } from '@postroom/mime';
import { createSeal, getARChain } from 'mailauth/lib/arc/index.js';
import type { ParsedHeader } from 'mailauth/lib/tools.js';
import { BodyHash } from '../dkim/body-hash.ts';
import type { SigningKey } from '../dkim/sign.ts';
import { SIGNED_NAMES } from '../dkim/signed-fields.ts';
import { SET_FIELDS } from '../incoming/arc.ts';
import { headerFields, parsedHeader } from '../incoming/header-fields.ts';
import { LIMITS } from '../incoming/limits.ts';
import { unreadable } from '../incoming/readable.ts';

/** RFC 8617 4.1.2: the fields that DKIM signs, and the DKIM signatures. */
const SEALED_NAMES = ['dkim-signature', ...SIGNED_NAMES];

/** What the checks of a message found when it arrived. */
export interface Findings {
  /** The value of its Authentication-Results field, one character per octet (RFC 8601 2.2). */
  readonly results: string;
  readonly now: Date;
}

/**
 * Returns the ARC set of a message that is passed on (RFC 8617 5.1), with its line ends, to put in front. Returns '' where none can be added:
 * to a failed chain, to one of 50 sets (4.2.1), and to a header that is too hard to read or has no From. Rejects when the body
 * cannot be read.
 */
export async function sealFields(
  {
    header,
    body,
    isBinary = false,
  }: { readonly header: Buffer; readonly body: AsyncIterable<Buffer>; readonly isBinary?: boolean },
  { domain, selector, algorithm, privateKey }: SigningKey,
  { results, now }: Findings,
): Promise<Buffer> {
  const none = Buffer.alloc(0);
  const found = readAuthenticationResults(results).find(({ method }) => method === 'arc')?.result ?? 'none';
  if (unreadable(header) || (found !== 'pass' && found !== 'none')) return none;
  const headers = parsedHeader(headerFields(header));
  const chain = found === 'pass' ? chainOf(headers) : false;
  if (chain === undefined) return none;
  const hash = new BodyHash({ canonicalization: 'relaxed', algorithm: 'sha256', lineEnds: isBinary ? 'crlf' : 'any' });
  for await (const piece of body) hash.update(piece);
  const seal = {
    signingDomain: domain,
    selector,
    algorithm,
    cv: found,
    authResults: results.trim(),
    signTime: now,
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }),
    bodyHash: hash.digest('base64'),
    headerList: SEALED_NAMES,
  };
  const { headers: fields } = await createSeal(false, { headers, arc: { chain }, seal, strict: true });
  // We would not read such a field ourselves, so it helps nobody.
  if (fields.some(({ length }) => length > LIMITS.signatureBytes)) return none;
  return Buffer.from(fields.map((field) => `${field}\r\n`).join(''), 'latin1');
}

/** Returns the chain; undefined when it is broken or too long. */
function chainOf(headers: ParsedHeader): ReturnType<typeof getARChain> | undefined {
  if (headers.parsed.some(({ key = '', line }) => SET_FIELDS.has(key) && line.length > LIMITS.signatureBytes))
    return undefined;
  try {
    return getARChain(headers, { strict: true });
  } catch {
    return undefined;
  }
}
