/** A text from another program as it may stand in a reply or a log: printable ASCII on one line, so long at most. */
export function printable(text: string, length: number): string {
  return text
    .slice(0, length * 2)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/[^ -~]/gu, '?')
    .trim()
    .slice(0, length);
}
