import { type RefObject, useLayoutEffect, useRef } from 'react';

/**
 * Gives a window the focus as soon as it is visible: its editor may come later, and until then keys must not act on the mail below.
 * @param isBegun whether the window is just being opened, with nothing written in it
 */
export function useFirstFocus(isSmall: boolean, isBegun: boolean): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  const takes = useRef({ begins: isBegun, wasSmall: isSmall });
  useLayoutEffect(() => {
    const { begins, wasSmall } = takes.current;
    takes.current = { begins: false, wasSmall: isSmall };
    if (isSmall || form.current?.contains(document.activeElement)) return;
    // The button that enlarged a small window is gone.
    if (begins || (wasSmall && document.activeElement === document.body)) form.current?.focus();
  }, [isSmall]);
  return form;
}
