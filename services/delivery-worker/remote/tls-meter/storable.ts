/** The longest text from a stranger, in characters. */
const MAX_LENGTH = 300;

/** Returns the text in a form that jsonb can store: without NUL and lone surrogates. */
export function storable(text: string): string {
  return text.slice(0, MAX_LENGTH).replaceAll('\0', '').toWellFormed();
}
