/** Text as it may stand in a header: no control characters, so nothing can end the line. */
export function printableHeader(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').toWellFormed();
}

const WIDTH = 76;
/** Octets. */
const HARD = 900;

const NARROW = new RegExp(`.{1,${HARD}}`, 'gs');
const WIDE = new RegExp(`.{1,${HARD / 4}}`, 'gsu');

/** A header field folded at spaces, RFC 5322 2.2.3; words longer than any line may be are cut. */
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
