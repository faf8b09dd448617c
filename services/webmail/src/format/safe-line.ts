/** Characters that change the direction of text (Unicode UAX 9) and make the text after them read backwards. */
const DIRECTION = /[\u202A-\u202E\u2066-\u2069]/g;

/** Makes text from outside one line that can stand within the page's own: without control and direction characters. */
export function safeLine(text: string): string {
  return text
    .replace(DIRECTION, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}
