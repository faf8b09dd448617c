/**
 * Returns whether a key belongs to an active input method, where it only chooses what is written. (Safari tells it by the code 229
 * alone.)
 */
export function isComposing({ isComposing, keyCode }: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return isComposing || keyCode === 229;
}
