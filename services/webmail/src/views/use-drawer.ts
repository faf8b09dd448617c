import { type RefObject, useEffect, useRef } from 'react';

/** What Escape closes first. */
const ABOVE = 'dialog[open], [role=menu]';

/** Moves the focus into what opens over the page, closes it with Escape, and gives the focus back afterwards. */
export function useDrawer(isOpen: boolean, onClose: () => void): RefObject<HTMLElement | null> {
  const drawer = useRef<HTMLElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    if (!isOpen) return undefined;
    const opener = document.activeElement as HTMLElement | null;
    const { current: element } = drawer;
    element?.querySelector<HTMLElement>('[aria-current]')?.focus();
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.isComposing || document.querySelector(ABOVE)) return;
      event.preventDefault();
      close.current();
    };
    // Before the keys of the page, for which Escape means something else.
    document.addEventListener('keydown', onKey, true);
    return () => {
      document.removeEventListener('keydown', onKey, true);
      const { activeElement } = document;
      if (activeElement === document.body || element?.contains(activeElement)) opener?.focus();
    };
  }, [isOpen]);
  return drawer;
}
