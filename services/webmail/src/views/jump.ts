/** The keys that move the focus through a list without opening anything. */
const KEYS = new Set(['PageUp', 'PageDown', 'Home', 'End']);

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/**
 * Returns the row to which a key leads: a page up or down, or the first or last one (Home and End, also with Ctrl). Undefined for other keys.
 * @param at the row with the focus
 * @param page how many rows are visible at once
 */
export function jump(
  { key, ctrlKey, metaKey, altKey, shiftKey }: Key,
  { at, page, total }: { readonly at: number; readonly page: number; readonly total: number },
): number | undefined {
  if (!KEYS.has(key) || metaKey || altKey || shiftKey || total === 0) return undefined;
  if (key === 'Home') return 0;
  if (key === 'End') return total - 1;
  if (ctrlKey) return undefined;
  // One row of the last page stays in view.
  const by = Math.max(page - 1, 1) * (key === 'PageDown' ? 1 : -1);
  return Math.min(Math.max(at + by, 0), total - 1);
}
