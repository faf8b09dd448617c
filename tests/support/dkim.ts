import { createHash, createVerify } from 'node:crypto';

/**
 * Returns whether the first DKIM signature of a message is valid (RFC 6376 6.1). Knows only rsa-sha256 and relaxed/relaxed without
 * `l=`, which is all that the tests need.
 */
export function isSigned(message: string, publicKey: string): boolean {
  const split = message.indexOf('\r\n\r\n');
  const fields = message.slice(0, split + 2).match(/[^\r\n]+\r\n(?:[ \t][^\r\n]*\r\n)*/g) ?? [];
  const signature = fields.find((field) => /^dkim-signature:/i.test(field));
  if (signature === undefined) return false;
  const tag = (name: string): string =>
    new RegExp(`[;\\s]${name}=([^;]*)`).exec(signature)?.[1]?.replaceAll(/\s/g, '') ?? '';
  const body = message
    .slice(split + 4)
    .replaceAll(/[ \t]+(?=\r\n)/g, '')
    .replaceAll(/[ \t]+/g, ' ');
  const canonical = body.replace(/(\r\n)*$/, '\r\n');
  if (createHash('sha256').update(canonical).digest('base64') !== tag('bh')) return false;
  // Each name in `h=` takes the next field from below; a name without a field left stands for none.
  const rest = [...fields];
  const signed = tag('h')
    .split(':')
    .flatMap((name) => {
      const at = rest.findLastIndex((field) => field.toLowerCase().startsWith(`${name.toLowerCase()}:`));
      return at === -1 ? [] : rest.splice(at, 1);
    });
  const unsigned = relaxed(signature.replace(/([;\s]b=)[^;]*/, '$1')).trimEnd();
  const verify = createVerify('sha256').update(signed.map(relaxed).join('') + unsigned);
  return verify.verify(publicKey, tag('b'), 'base64');
}

function relaxed(field: string): string {
  const colon = field.indexOf(':');
  const value = field
    .slice(colon + 1)
    .replaceAll('\r\n', '')
    .replaceAll(/[ \t]+/g, ' ');
  return `${field.slice(0, colon).trim().toLowerCase()}:${value.trim()}\r\n`;
}
