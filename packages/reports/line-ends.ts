/** Returns a text in which every line ends with CRLF (RFC 5322 2.3), also the last; an empty text stays empty. */
export function mailLines(text: string): string {
  const lines = text.replace(/\r\n?|\n/g, '\r\n');
  return lines === '' || lines.endsWith('\r\n') ? lines : `${lines}\r\n`;
}
