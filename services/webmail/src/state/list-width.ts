const KEPT = 'postroom.listWidth';

/** In pixels. */
export const [NARROWEST, WIDEST] = [320, 560];

export function bounded(width: number): number {
  return Math.round(Math.min(Math.max(width, NARROWEST), WIDEST));
}

/** Returns the width of the list that was chosen on this device; null: none was. */
export function keptWidth(): number | null {
  const width = Number(localStorage.getItem(KEPT));
  return Number.isFinite(width) && width > 0 ? bounded(width) : null;
}

/** Gives the list a width where there are three panes (Mail.module.css). */
export function showWidth(width: number): void {
  document.documentElement.style.setProperty('--list-width', `${bounded(width)}px`);
}

export function keepWidth(width: number): void {
  try {
    localStorage.setItem(KEPT, String(bounded(width)));
  } catch {
    // The storage is full: the width holds for this window.
  }
}
