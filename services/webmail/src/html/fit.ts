/** A message is not made smaller than this share of its size; beyond that the reader scrolls. */
const SMALLEST = 0.5;
/** Down to this scale, smaller words are easier to read than broken ones. */
const SMALLEST_WHOLE = 0.6;

/**
 * Makes a message fit the width of its frame. First its own widths are dropped (frame.css), then it is scaled down; where that would make it
 * too small, words in tables may break too.
 * @param root the element that holds the message
 */
export function fit(root: HTMLElement): void {
  const { documentElement } = root.ownerDocument;
  const isTooWide = (): boolean => root.scrollWidth > documentElement.clientWidth;
  // One pixel less, because widths are rounded.
  const share = (): number => (documentElement.clientWidth - 1) / root.scrollWidth;
  root.style.removeProperty('zoom');
  delete documentElement.dataset.fit;
  if (!isTooWide()) return;
  documentElement.dataset.fit = 'narrow';
  if (share() < SMALLEST_WHOLE) documentElement.dataset.fit = 'broken';
  if (isTooWide()) root.style.setProperty('zoom', String(Math.max(share(), SMALLEST)), 'important');
}
