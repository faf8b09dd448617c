export const TAB = 9;
export const LF = 10;
export const CR = 13;
export const SPACE = 32;
export const DASH = 45;
export const COLON = 58;
export const EQUALS = 61;

/** Returns a Buffer over the same memory, without a copy. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Copies `part` into `target` at `length`, growing the target by doubling; returns the target, which may be a new one. */
export function appendTo(target: Buffer, length: number, part: Uint8Array): Buffer {
  let out = target;
  if (length + part.length > out.length) {
    out = Buffer.allocUnsafe(Math.max(2 * out.length, length + part.length, 256));
    target.copy(out, 0, 0, length);
  }
  out.set(part, length);
  return out;
}

/** Trims space, tab, CR and LF only: String.trim also removes U+00A0, which in a latin1 string may be half a UTF-8 character. */
export function trimBlanks(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isBlank(value.charCodeAt(start))) start++;
  while (end > start && isBlank(value.charCodeAt(end - 1))) end--;
  return start === 0 && end === value.length ? value : value.slice(start, end);
}

function isBlank(char: number): boolean {
  return char === SPACE || char === TAB || char === CR || char === LF;
}
