/** The length at which lines are folded if there is a space (RFC 2047 2), in characters. */
const LINE = 76;

/** Folds a field before its words (RFC 5322 2.2.3), so that no line is only blanks. Blanks too many for one line become one. */
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
