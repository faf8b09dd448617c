import { useEffect, useState } from 'react';
import { useMail } from '../state/mail.ts';

/** The time that the rows take to be painted. */
const DRAWN_MS = 50;
/** The longest time that anything waits for the list. */
const LONGEST_MS = 1_000;

/** Returns whether the first rows of the list are painted, or were waited for long enough: what is not visible is rendered after that. */
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
