import { hash, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { BodyHash } from './body-hash.ts';
import { relaxedField } from './relaxed-field.ts';
import { type SignedFields, signedFields } from './signed-fields.ts';

/** RFC 6376 3.3, RFC 8463 3. */
export type Algorithm = 'rsa-sha256' | 'ed25519-sha256';

export interface SigningKey {
  /** In A-labels. */
  readonly domain: string;
  readonly selector: string;
  readonly algorithm: Algorithm;
  readonly privateKey: KeyObject;
}

/** Signs on another thread, for RSA, which is slow. An Ed25519 signature takes less time than the hand-over. */
const signedElsewhere = promisify(sign);

/**
 * Returns the DKIM-Signature fields of a message as it is sent, one per key, with their line ends, to put in front (RFC 6376 5). They
 * sign all of the body. Returns '' for a message without From. Rejects when the body cannot be read.
 */
export async function signatureFields(
  message: { readonly header: Buffer; readonly body: AsyncIterable<Buffer>; readonly isBinary?: boolean },
  keys: readonly SigningKey[],
  now: Date,
): Promise<string> {
  const covered = signedFields(message.header);
  if (!covered || keys.length === 0) return '';
  const body = new BodyHash({
    canonicalization: 'relaxed',
    algorithm: 'sha256',
    lineEnds: message.isBinary ? 'crlf' : 'any',
  });
  for await (const piece of message.body) body.update(piece);
  const ending = `\r\n\th=${lines(covered.names.map((name, at) => (at === 0 ? name : `:${name}`)))};\r\n\tbh=${body.digest('base64')};\r\n\tb=`;
  const seconds = Math.floor(now.getTime() / 1000);
  const fields = await Promise.all(keys.map((key) => signatureField(key, covered, seconds, ending)));
  return fields.join('');
}

async function signatureField(
  { domain, selector, algorithm, privateKey }: SigningKey,
  { canonical }: SignedFields,
  seconds: number,
  ending: string,
): Promise<string> {
  const value = ` v=1; a=${algorithm}; c=relaxed/relaxed; d=${domain}; s=${selector}; t=${seconds};${ending}`;
  const text = Buffer.from(canonical + relaxedField('dkim-signature', value), 'latin1');
  const signature =
    algorithm === 'rsa-sha256'
      ? await signedElsewhere('sha256', text, privateKey)
      : sign(null, hash('sha256', text, 'buffer'), privateKey);
  return `DKIM-Signature:${value}${lines(signature.toString('base64').match(/.{1,70}/g) ?? [])}\r\n`;
}

/** Joins words without blanks between them into lines of bounded length (RFC 5322 2.1.1). */
function lines(words: readonly string[]): string {
  let length = 0;
  return words.reduce((text, word) => {
    const isNext = length > 0 && length + word.length > 72;
    length = isNext ? word.length : length + word.length;
    return `${text}${isNext ? '\r\n\t' : ''}${word}`;
  }, '');
}
