/** RFC 2047 2: characters of a line, where there is a space to fold it at. */
const LINE = 76;

/** A field as it is written, folded before its words (RFC 5322 2.2.3), so that no line is blanks alone; blanks that no line has room for are one. */
export function foldField(name: string, value: string): string {
  const lines: string[] = [];
  for (const word of `${name}: ${value}`.replace(/[ \t]{500,}/g, ' ').split(/ (?=[^ \t])/)) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(word);
    else if (last.length + word.length < LINE) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(` ${word}`);
  }
  return `${lines.join('\r\n')}\r\n`;
}
