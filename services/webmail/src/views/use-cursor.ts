import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';

/**
 * Returns the row to which Tab returns: the one that had the focus last, until another message is opened. When the focused row disappears, the row
 * in its place gets the focus.
 */
export function useCursor(
  list: RefObject<HTMLElement | null>,
  ids: readonly (string | undefined)[],
  openId: string | null,
): string | undefined {
  const [cursor, setCursor] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was opened has it
  useEffect(() => setCursor(undefined), [openId]);
  useEffect(() => {
    const note = ({ target }: FocusEvent): void => {
      const row = (target as Element).closest<HTMLElement>('[role=row]');
      if (row && list.current?.contains(row)) setCursor(row.dataset.id);
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, [list]);
  const focused = document.activeElement?.closest<HTMLElement>('#list [role=row]')?.dataset.id;
  const before = useRef(ids);
  // A layout effect, so that the next key finds a row with the focus.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the list is another one
  useLayoutEffect(() => {
    const at = before.current.indexOf(focused);
    before.current = ids;
    if (focused === undefined || document.activeElement !== document.body) return;
    const next = ids[Math.min(at, ids.length - 1)];
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[role=row]') ?? [])];
    rows.find(({ dataset }) => dataset.id === next)?.focus({ preventScroll: true });
  }, [ids]);
  return cursor;
}
