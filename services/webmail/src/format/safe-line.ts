/** Controls of direction (Unicode UAX 9), which make what stands behind them read backwards. */
const DIRECTION = /[\u202A-\u202E\u2066-\u2069]/g;

/** One line of somebody else's words, as it can stand among ours: in its own direction and without controls. */
export function safeLine(text: string): string {
  return text
    .replace(DIRECTION, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}
