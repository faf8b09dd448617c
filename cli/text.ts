const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
/** Characters that take two columns (approximately Unicode East Asian Width W and F). */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/gu;
const MARKS = /[\p{Mn}\p{Me}\p{Cf}]/gu;

/** Returns text of strangers, such as names and replies, with characters that could control a terminal made visible. */
export function printable(text: string): string {
  return text.replace(CONTROL, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Returns the columns that a text takes on a terminal. */
export function width(text: string): number {
  const shown = text.replace(MARKS, '');
  return [...shown].length + (shown.match(WIDE)?.length ?? 0);
}

/** Fills a text with spaces to a number of columns: after it, or before it when it is aligned right. */
export function pad(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, columns - width(text)));
  return align === 'left' ? text + space : space + text;
}
