/** Returns text without control characters, so that nothing in it can end a header line. */
export function printableHeader(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').toWellFormed();
}

const WIDTH = 76;
/** The most octets of a word. */
const HARD = 900;

const NARROW = new RegExp(`.{1,${HARD}}`, 'gs');
const WIDE = new RegExp(`.{1,${HARD / 4}}`, 'gsu');

/** Returns a header field folded at spaces (RFC 5322 2.2.3); words that are too long for any line are cut. */
export function field(name: string, value: string): string {
  const words = printableHeader(value)
    .split(/ +/)
    .filter((word) => word !== '')
    .flatMap((word) => word.match(/[^\0-\x7f]/.test(word) ? WIDE : NARROW) ?? []);
  const lines: string[] = [];
  let line = `${name}:`;
  for (const word of words) {
    if (line.length + 1 + word.length > WIDTH && line.trim() !== '' && !line.endsWith(':')) {
      lines.push(line);
      line = '';
    }
    line += ` ${word}`;
  }
  lines.push(line);
  return lines.join('\r\n');
}
