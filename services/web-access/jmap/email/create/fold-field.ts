/** RFC 5322 2.1.1: characters of a line, where there is a space to fold it at. */
const LINE = 76;

/** A field as it is written, folded at its spaces (RFC 5322 2.2.3). */
export function foldField(name: string, value: string): string {
  const lines = [''];
  for (const word of `${name}: ${value}`.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last === '') lines[lines.length - 1] = word;
    else if (last.length + word.length < LINE) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return `${lines.join('\r\n ')}\r\n`;
}
