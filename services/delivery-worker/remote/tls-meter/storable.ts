/** Characters of what a stranger chose. */
const MAX_LENGTH = 300;

/** As it can be stored: jsonb holds neither NUL nor halves of characters. */
export function storable(text: string): string {
  return text.slice(0, MAX_LENGTH).replaceAll('\0', '').toWellFormed();
}
