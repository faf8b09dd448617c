import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { jump } from './jump.ts';

interface Rows {
  readonly total: number;
  /** In pixels. */
  readonly height: number;
  /** What is listed; a jump ends when it changes. */
  readonly view: object;
  /** Scrolls a row into view. */
  show(at: number): void;
}

/**
 * Moves the focus through the list by pages and to its ends. A row that is not read yet gets the focus as soon as it is there, unless the person
 * goes elsewhere before.
 */
export function useJumps(list: RefObject<HTMLElement | null>, rows: Rows): void {
  const now = useRef(rows);
  now.current = rows;
  const wanted = useRef<number>(undefined);

  function arrive(): void {
    const row = list.current?.querySelector<HTMLElement>(`[role=row][aria-rowindex="${(wanted.current ?? -1) + 1}"]`);
    if (!row) return;
    wanted.current = undefined;
    row.focus({ preventScroll: true });
  }

  const arriving = useRef(arrive);
  arriving.current = arrive;

  useEffect(() => {
    const end = new AbortController();
    const { signal } = end;
    const onKey = (event: KeyboardEvent): void => {
      const row = (event.target as Element).closest<HTMLElement>('[role=row]');
      if (!row || event.defaultPrevented || !list.current?.contains(row)) return;
      const { total, height, show } = now.current;
      const at = wanted.current ?? Number(row.getAttribute('aria-rowindex')) - 1;
      const to = jump(event, { at, page: Math.floor(list.current.clientHeight / height), total });
      wanted.current = to;
      if (to === undefined) return;
      event.preventDefault();
      show(to);
      arriving.current();
    };
    // Before the keys of the page.
    list.current?.addEventListener('keydown', onKey, { signal });
    const leave = (): void => {
      wanted.current = undefined;
    };
    document.addEventListener('focusin', leave, { signal });
    document.addEventListener('pointerdown', leave, { signal });
    return () => end.abort();
  }, [list]);

  const listed = useRef(rows.view);
  useLayoutEffect(() => {
    if (listed.current !== rows.view) wanted.current = undefined;
    listed.current = rows.view;
    if (wanted.current !== undefined) arriving.current();
  });
}
