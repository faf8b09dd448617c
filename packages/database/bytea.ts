/**
 * node-postgres reads every result as text. The pool asks for bytea in the escape format: mail is ASCII nearly
 * throughout and then comes over the wire as it is, where hex would be twice the size and a conversion on either side
 * (measured: a quarter of the worker's time with 64 KiB messages). Backslash is `\\`, other octets from 128 on and NUL
 * are `\ooo`. Hex is understood too, for servers that insist on it.
 */
export function parseBytea(text: string): Buffer {
  if (text.startsWith('\\x')) return Buffer.from(text.slice(2), 'hex');
  let slash = text.indexOf('\\');
  if (slash === -1) return Buffer.from(text, 'latin1');
  const bytes = Buffer.allocUnsafe(text.length);
  let length = 0;
  let at = 0;
  while (slash !== -1) {
    if (slash > at) length += bytes.write(text.slice(at, slash), length, 'latin1');
    if (text.charCodeAt(slash + 1) === BACKSLASH) {
      bytes[length++] = BACKSLASH;
      at = slash + 2;
    } else {
      bytes[length++] = octal(text, slash + 1) * 64 + octal(text, slash + 2) * 8 + octal(text, slash + 3);
      at = slash + 4;
    }
    slash = text.indexOf('\\', at);
  }
  length += bytes.write(text.slice(at), length, 'latin1');
  return bytes.subarray(0, length);
}

const BACKSLASH = 92;

function octal(text: string, at: number): number {
  return text.charCodeAt(at) - 48;
}
