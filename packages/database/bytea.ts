/**
 * node-postgres reads every result as text. The pool asks for bytea in the escape format: mail is ASCII nearly
 * throughout and then comes over the wire as it is, where hex would be twice the size and a conversion on either side
 * (measured: a quarter of the worker's time with 64 KiB messages). Backslash is `\\`, an octet that cannot be printed
 * is `\ooo`. Hex is understood too, for servers that insist on it.
 */
export function parseBytea(text: string): Buffer {
  if (text.startsWith('\\x')) return Buffer.from(text.slice(2), 'hex');
  const bytes = Buffer.from(text, 'latin1');
  let length = bytes.indexOf(BACKSLASH);
  if (length === -1) return bytes;
  // In place: what is written is never longer than what was read.
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
