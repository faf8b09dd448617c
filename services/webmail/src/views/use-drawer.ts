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
    const below = besides(element);
    for (const each of below) each.inert = true;
    // Before the keys of the page, for which Escape means something else.
    document.addEventListener('keydown', onKey, true);
    return () => {
      document.removeEventListener('keydown', onKey, true);
      for (const each of below) each.inert = false;
      const { activeElement } = document;
      if (activeElement === document.body || element?.contains(activeElement)) opener?.focus();
    };
  }, [isOpen]);
  return drawer;
}

/** Returns what lies under the drawer: nothing of it is reached by keys or read out meanwhile. */
function besides(drawer: HTMLElement | null): HTMLElement[] {
  const panes = drawer?.parentElement;
  const bar = panes?.parentElement?.querySelector<HTMLElement>(':scope > nav');
  const others = [...(panes?.children ?? []), ...(bar ? [bar] : [])];
  return others.filter((each): each is HTMLElement => each instanceof HTMLElement && each !== drawer);
}
