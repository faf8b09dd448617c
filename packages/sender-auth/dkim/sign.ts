import { createHash, type KeyObject, sign } from 'node:crypto';
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

/** On another thread: an RSA signature takes a quarter of a millisecond. */
const signed = promisify(sign);

/**
 * DKIM-Signature fields of a message as it is sent, one for each key, with their line ends, for its front (RFC 6376 5). All of the body
 * is signed. '' for a message without From. Rejects when the body cannot be read.
 */
export async function signatureFields(
  message: { readonly header: Buffer; readonly body: AsyncIterable<Buffer> },
  keys: readonly SigningKey[],
  now: Date,
): Promise<string> {
  const covered = signedFields(message.header);
  if (!covered || keys.length === 0) return '';
  const body = new BodyHash({ canonicalization: 'relaxed', algorithm: 'sha256', endsLinesAtCr: true });
  for await (const piece of message.body) body.update(piece);
  const bodyHash = body.digest('base64');
  const fields = await Promise.all(keys.map((key) => signatureField(key, covered, bodyHash, now)));
  return fields.join('');
}

async function signatureField(
  { domain, selector, algorithm, privateKey }: SigningKey,
  { names, canonical }: SignedFields,
  bodyHash: string,
  now: Date,
): Promise<string> {
  const seconds = Math.floor(now.getTime() / 1000);
  const value = [
    ` v=1; a=${algorithm}; c=relaxed/relaxed; d=${domain}; s=${selector}; t=${seconds}`,
    `\th=${lines(names.map((name, at) => (at === 0 ? name : `:${name}`)))}`,
    `\tbh=${bodyHash}`,
    '\tb=',
  ].join(';\r\n');
  const text = Buffer.from(canonical + relaxedField('dkim-signature', value), 'latin1');
  const signature =
    algorithm === 'rsa-sha256'
      ? await signed('sha256', text, privateKey)
      : await signed(null, createHash('sha256').update(text).digest(), privateKey);
  return `DKIM-Signature:${value}${lines(signature.toString('base64').match(/.{1,70}/g) ?? [])}\r\n`;
}

/** Words without blanks between them, in lines of bounded length (RFC 5322 2.1.1). */
function lines(words: readonly string[]): string {
  let length = 0;
  return words.reduce((text, word) => {
    const isNext = length > 0 && length + word.length > 72;
    length = isNext ? word.length : length + word.length;
    return `${text}${isNext ? '\r\n\t' : ''}${word}`;
  }, '');
}
