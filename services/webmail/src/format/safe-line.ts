/** Characters that change the direction of text (Unicode UAX 9) and make the text after them read backwards. */
const DIRECTION = /[\u202A-\u202E\u2066-\u2069]/g;

/** Characters that force a direction on letters that have their own: with them text looks as if it said something else. No language needs them. */
const OVERRIDES = /[\u202D\u202E]/g;

/** Takes from a text what would make it read backwards; its lines stay. */
export function withoutOverrides(text: string): string {
  return text.replace(OVERRIDES, '');
}

/** Makes text from outside one line that can stand within the page's own: without control and direction characters. */
export function safeLine(text: string): string {
  return text
    .replace(DIRECTION, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}
