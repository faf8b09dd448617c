import { type RefObject, useEffect } from 'react';

/** What can have the focus by Tab. */
const CAN_FOCUS = 'button:not(:disabled), a[href], summary, input:not(:disabled), select:not(:disabled)';

/** The element of a region that has the focus, and what it lies in, from the inside out. */
interface Held {
  readonly element: HTMLElement;
  readonly around: readonly Element[];
}

function isUsable(element: HTMLElement): boolean {
  return element.isConnected && !element.matches(':disabled');
}

/**
 * Keeps the focus in a region when the element that has it goes away, or is disabled for a while: then the first button in its place gets it,
 * or the element itself as soon as it can.
 * @param elsewhere returns where else the focus has to go by now, if it has to
 */
export function useFocusKept(region: RefObject<HTMLElement | null>, elsewhere: () => HTMLElement | null): void {
  useEffect(() => {
    const { current: root } = region;
    if (!root) return undefined;
    let held: Held | undefined;
    const end = new AbortController();
    const { signal } = end;
    document.addEventListener(
      'focusin',
      ({ target }) => {
        held = target !== root && root.contains(target as Node) ? holding(target as HTMLElement, root) : undefined;
      },
      { signal },
    );
    root.addEventListener(
      'focusout',
      ({ target }) =>
        // An element that is being removed is still there during the event.
        queueMicrotask(() => {
          if (held?.element === target && isUsable(held.element) && document.hasFocus()) held = undefined;
        }),
      { signal },
    );
    const observer = new MutationObserver(() => {
      if (!held || document.activeElement !== document.body) return;
      const { element, around } = held;
      if (element.isConnected && element.matches(':disabled')) return;
      const next = isUsable(element) ? element : (elsewhere() ?? nearest(around) ?? root);
      next.focus({ preventScroll: true });
    });
    observer.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled'] });
    signal.addEventListener('abort', () => observer.disconnect());
    return () => end.abort();
  }, [region, elsewhere]);
}

function holding(element: HTMLElement, root: HTMLElement): Held {
  const around: Element[] = [];
  for (let each = element.parentElement; each && each !== root; each = each.parentElement) around.push(each);
  return { element, around };
}

/** Returns the first element that can have the focus in the innermost of these places that is still there and has one. */
function nearest(places: readonly Element[]): HTMLElement | undefined {
  for (const place of places) {
    const all = place.isConnected ? [...place.querySelectorAll<HTMLElement>(CAN_FOCUS)] : [];
    const first = all.find((each) => each.checkVisibility());
    if (first) return first;
  }
  return undefined;
}
