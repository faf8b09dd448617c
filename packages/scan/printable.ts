/** Returns a text of another program for a reply or a log: printable ASCII on one line, of at most `length` characters. */
export function printable(text: string, length: number): string {
  return text
    .slice(0, length * 2)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/[^ -~]/gu, '?')
    .trim()
    .slice(0, length);
}
