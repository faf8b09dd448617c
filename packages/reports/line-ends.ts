/** A text whose lines all end, and as those of mail do (RFC 5322 2.3); an empty one stays empty. */
export function mailLines(text: string): string {
  const lines = text.replace(/\r\n?|\n/g, '\r\n');
  return lines === '' || lines.endsWith('\r\n') ? lines : `${lines}\r\n`;
}
