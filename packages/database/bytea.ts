/**
 * Decodes a bytea column from text, the format in which node-postgres reads results. The pool asks for the escape format: mail is
 * nearly all ASCII and is then sent unchanged, while hex would double the size and cost a conversion on both sides.
 * A backslash is `\\`, an octet that cannot be printed is `\ooo`. Hex is understood too, in case the server sends it.
 */
export function parseBytea(text: string): Buffer {
  if (text.startsWith('\\x')) return Buffer.from(text.slice(2), 'hex');
  const bytes = Buffer.from(text, 'latin1');
  let length = bytes.indexOf(BACKSLASH);
  if (length === -1) return bytes;
  // Decodes in place: the result is never longer than the input.
  for (let at = length; at < bytes.length; length++) {
    const byte = bytes[at] as number;
    if (byte !== BACKSLASH) {
      bytes[length] = byte;
      at++;
    } else if (bytes[at + 1] === BACKSLASH) {
      bytes[length] = BACKSLASH;
      at += 2;
    } else {
      bytes[length] = octal(bytes, at + 1) * 64 + octal(bytes, at + 2) * 8 + octal(bytes, at + 3);
      at += 4;
    }
  }
  return bytes.subarray(0, length);
}

const BACKSLASH = 92;

function octal(bytes: Buffer, at: number): number {
  return (bytes[at] as number) - 48;
}
