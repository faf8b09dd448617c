/** Pixels to the edges of the window. */
const EDGE = 8;
const GAP = 4;

/** Puts what lies above the page (a popover) below what it belongs to, or above it where there is more room, and into the window. */
export function placeBeside(floating: HTMLElement, owner: HTMLElement): void {
  const { top, bottom, left, right } = owner.getBoundingClientRect();
  const { innerWidth, innerHeight } = window;
  const [above, below] = [top - GAP - EDGE, innerHeight - bottom - GAP - EDGE];
  const { offsetWidth, offsetHeight } = floating;
  const isAbove = offsetHeight > below && above > below;
  floating.style.maxHeight = `${Math.max(above, below)}px`;
  floating.style.top = isAbove ? 'auto' : `${bottom + GAP}px`;
  floating.style.bottom = isAbove ? `${innerHeight - top + GAP}px` : 'auto';
  // By the beginning of its owner; by its end where there is no room.
  const wanted = left + offsetWidth + EDGE <= innerWidth ? left : right - offsetWidth;
  floating.style.left = `${Math.max(EDGE, Math.min(wanted, innerWidth - offsetWidth - EDGE))}px`;
}
