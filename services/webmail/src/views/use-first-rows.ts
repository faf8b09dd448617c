import { useEffect, useState } from 'react';
import { useMail } from '../state/mail.ts';

/** From the rows to their picture, ms. */
const DRAWN_MS = 50;
/** Longer than that nothing waits for a list, ms. */
const LONGEST_MS = 1_000;

/** Whether the first rows of the list are drawn, or were waited for long enough: what is not seen comes after them. */
export function useFirstRows(): boolean {
  const [isDrawn, setDrawn] = useState(false);
  const isThere = useMail(({ list }) => list.ids.length > 0 || list.status !== 'loading');
  useEffect(() => {
    if (isDrawn) return undefined;
    const timer = setTimeout(() => setDrawn(true), isThere ? DRAWN_MS : LONGEST_MS);
    return () => clearTimeout(timer);
  }, [isDrawn, isThere]);
  return isDrawn;
}
