import { useEffect, useRef, useState } from 'react';

/** When the window goes, the focus that was in it goes back to where it came from: to a row, by the email that it is of by then. */
export function useFocusBack(emailId: string | null): void {
  // Before a field of the window takes it.
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
