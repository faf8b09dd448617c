import { type RefObject, useLayoutEffect, useRef } from 'react';

/**
 * A window has the focus from the moment at which it is seen: its editor may come later, and a key that is pressed until then is none of
 * the mail below.
 * @param isBegun nothing is written in it yet: somebody opens it just now
 */
export function useFirstFocus(isSmall: boolean, isBegun: boolean): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  const takes = useRef({ begins: isBegun, wasSmall: isSmall });
  useLayoutEffect(() => {
    const { begins, wasSmall } = takes.current;
    takes.current = { begins: false, wasSmall: isSmall };
    if (isSmall || form.current?.contains(document.activeElement)) return;
    // What made a small one large has gone with that.
    if (begins || (wasSmall && document.activeElement === document.body)) form.current?.focus();
  }, [isSmall]);
  return form;
}
