/** Below that size of its own a mail is not made smaller: it can be scrolled. */
const SMALLEST = 0.5;

/**
 * Makes a mail as wide as there is room. What it says of widths is left out where that suffices (frame.css), then words of tables are broken;
 * what is wider even so becomes smaller.
 * @param root where it stands
 */
export function fit(root: HTMLElement): void {
  const { documentElement } = root.ownerDocument;
  const isTooWide = (): boolean => root.scrollWidth > documentElement.clientWidth;
  root.style.removeProperty('zoom');
  delete documentElement.dataset.fit;
  for (const step of ['narrow', 'broken']) {
    if (!isTooWide()) return;
    documentElement.dataset.fit = step;
  }
  if (!isTooWide()) return;
  const share = Math.max(documentElement.clientWidth / root.scrollWidth, SMALLEST);
  root.style.setProperty('zoom', String(share), 'important');
}
