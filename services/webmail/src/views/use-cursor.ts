import { type RefObject, useEffect, useLayoutEffect, useState } from 'react';

/**
 * The row to which Tab comes back: the one that had the focus last, until another mail is opened. The focus stays with its mail when
 * that has another place in the list.
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
  // Before the next key, which would be about another mail.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the list is another one
  useLayoutEffect(() => {
    const focused = document.activeElement;
    if (cursor === undefined || !(focused instanceof HTMLElement) || !focused.matches('#list [role=row]')) return;
    if (focused.dataset.id === cursor) return;
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[role=row]') ?? [])];
    const row = rows.find(({ dataset }) => dataset.id === cursor);
    if (row) row.focus({ preventScroll: true });
    else setCursor(focused.dataset.id);
  }, [ids]);
  return cursor;
}
