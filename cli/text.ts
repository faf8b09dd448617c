const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
/** Characters that take two columns (Unicode East Asian Width W and F), nearly. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/gu;
const MARKS = /[\p{Mn}\p{Me}\p{Cf}]/gu;

/** Text from elsewhere, with whatever could command a terminal made visible: names and replies are written by strangers. */
export function printable(text: string): string {
  return text.replace(CONTROL, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Columns a text takes on a terminal. */
export function width(text: string): number {
  const shown = text.replace(MARKS, '');
  return [...shown].length + (shown.match(WIDE)?.length ?? 0);
}

/** Text with spaces after it (before it, when it is to stand right) to fill so many columns. */
export function pad(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, columns - width(text)));
  return align === 'left' ? text + space : space + text;
}
