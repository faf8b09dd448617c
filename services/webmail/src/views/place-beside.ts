/** Least distance to the edges of the window, in pixels. */
const EDGE = 8;
const GAP = 4;

/** Puts a popover below its owner, or above where there is more room, and within the window. */
export function placeBeside(floating: HTMLElement, owner: HTMLElement): void {
  const { top, bottom, left, right } = owner.getBoundingClientRect();
  const { innerWidth, innerHeight } = window;
  const [above, below] = [top - GAP - EDGE, innerHeight - bottom - GAP - EDGE];
  const { offsetWidth, offsetHeight } = floating;
  const isAbove = offsetHeight > below && above > below;
  floating.style.maxHeight = `${Math.max(above, below)}px`;
  floating.style.top = isAbove ? 'auto' : `${bottom + GAP}px`;
  floating.style.bottom = isAbove ? `${innerHeight - top + GAP}px` : 'auto';
  // Aligned with the owner's left edge, or its right edge where there is no room.
  const wanted = left + offsetWidth + EDGE <= innerWidth ? left : right - offsetWidth;
  floating.style.left = `${Math.max(EDGE, Math.min(wanted, innerWidth - offsetWidth - EDGE))}px`;
}
