/** Below that size of its own a mail is not made smaller: it can be scrolled. */
const SMALLEST = 0.5;
/** As far down as this, smaller words are read more easily than broken ones. */
const SMALLEST_WHOLE = 0.6;

/**
 * Makes a mail as wide as there is room. What it says of widths is left out where that suffices (frame.css), then it becomes a little smaller;
 * what is wider even so has its words of tables broken, and becomes smaller still.
 * @param root where it stands
 */
export function fit(root: HTMLElement): void {
  const { documentElement } = root.ownerDocument;
  const isTooWide = (): boolean => root.scrollWidth > documentElement.clientWidth;
  // A pixel less: widths are rounded, and what ends in a line keeps it.
  const share = (): number => (documentElement.clientWidth - 1) / root.scrollWidth;
  root.style.removeProperty('zoom');
  delete documentElement.dataset.fit;
  if (!isTooWide()) return;
  documentElement.dataset.fit = 'narrow';
  if (share() < SMALLEST_WHOLE) documentElement.dataset.fit = 'broken';
  if (isTooWide()) root.style.setProperty('zoom', String(Math.max(share(), SMALLEST)), 'important');
}
