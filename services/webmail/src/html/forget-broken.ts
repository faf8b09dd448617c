/** Gives up pictures that cannot be loaded, so that their alternative text stands there as text and not beside the browser's sign of a broken file. */
export function forgetBroken(mail: HTMLElement): void {
  // An error event does not bubble; on its way down it passes here.
  mail.addEventListener('error', ({ target }) => (target as Element).removeAttribute('src'), true);
}
