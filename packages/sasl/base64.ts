/**
 * Decodes base64 strictly as RFC 4648 4 writes it: padded, only the alphabet, no stray bits at the end. Null for anything
 * else: two spellings of one secret would be two ways around a log filter or a counter.
 */
export function decodeBase64(text: string): Buffer | null {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}
