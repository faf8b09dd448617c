import { useEffect, useRef, useState } from 'react';

/** Returns the focus to where it came from when the window closes: to the row of `emailId` as it is then, or to the element. */
export function useFocusBack(emailId: string | null): void {
  // Read before a field of the window takes the focus.
  const [from] = useState(() => document.activeElement);
  const id = useRef(emailId);
  id.current = emailId;
  useEffect(
    () => () => {
      if (document.activeElement !== document.body || !(from instanceof HTMLElement)) return;
      const rows = from.matches('[role=row]') ? document.querySelectorAll<HTMLElement>('[role=row]') : [];
      const row = [...rows].find(({ dataset }) => dataset.id === id.current);
      (row ?? from).focus({ preventScroll: true });
    },
    [from],
  );
}
