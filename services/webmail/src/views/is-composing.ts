/**
 * Whether a key belongs to an input method that is at work: it chooses what is written then, and nothing else. (Safari says so by the
 * code 229 alone.)
 */
export function isComposing({ isComposing, keyCode }: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return isComposing || keyCode === 229;
}
