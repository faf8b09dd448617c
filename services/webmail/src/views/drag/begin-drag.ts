import type { PointerEvent as ReactPointerEvent } from 'react';
import { cancelDrag, dragTo, drop, type Load, useDragging } from '../../state/dragging.ts';

/** How far a pressed pointer must move to drag, in pixels. */
const FAR = 6;
/** How long a finger must rest to drag; if it moves sooner, it scrolls. */
const REST_MS = 350;
/** Pixels from the edge of the folder list at which it scrolls, and pixels per scroll. */
const EDGE = 32;
const STEP = 8;

/**
 * Waits until a pressed pointer drags: a mouse by moving, a finger by resting first. It can be dropped on elements with `data-drop`. Escape,
 * and whatever else takes the pointer away, ends it without a change.
 */
export function beginDrag(pressed: ReactPointerEvent, load: Load): void {
  if (pressed.button !== 0 || !pressed.isPrimary) return;
  const isTouch = pressed.pointerType === 'touch';
  const { clientX, clientY, pointerId } = pressed;
  const end = new AbortController();
  const { signal } = end;
  let isDragging = false;
  const begin = (): void => {
    isDragging = true;
    dragTo(load, [clientX, clientY], null);
  };
  const timer = isTouch ? setTimeout(begin, REST_MS) : undefined;
  const finish = (): void => {
    clearTimeout(timer);
    end.abort();
    if (isDragging) swallowClick();
  };
  const cancel = (): void => {
    finish();
    cancelDrag();
  };
  const move = (event: PointerEvent): void => {
    if (event.pointerId !== pointerId) return;
    const isFar = Math.hypot(event.clientX - clientX, event.clientY - clientY) > FAR;
    if (!isDragging && isFar && isTouch) cancel();
    else if (!isDragging && isFar) begin();
    if (!isDragging) return;
    const under = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>('[data-drop]');
    dragTo(load, [event.clientX, event.clientY], under?.dataset.drop ?? null);
    scrollAtEdge(under, event.clientY);
  };
  document.addEventListener('pointermove', move, { signal });
  document.addEventListener(
    'pointerup',
    ({ pointerId: which }) => {
      if (which !== pointerId) return;
      finish();
      if (useDragging.getState().load) drop();
    },
    { signal },
  );
  document.addEventListener('pointercancel', cancel, { signal });
  window.addEventListener('blur', cancel, { signal });
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || !isDragging) return;
      event.preventDefault();
      event.stopPropagation();
      cancel();
    },
    { signal, capture: true },
  );
  const keep = (event: Event): void => {
    if (isDragging || event.type === 'dragstart') event.preventDefault();
  };
  // During a drag a finger neither scrolls nor opens a menu, and the browser does not drag text and links itself.
  document.addEventListener('touchmove', keep, { signal, passive: false });
  document.addEventListener('contextmenu', keep, { signal, capture: true });
  document.addEventListener('dragstart', keep, { signal });
  document.addEventListener('selectstart', keep, { signal });
}

/** Ignores the click that ends a drag. */
function swallowClick(): void {
  const end = new AbortController();
  const stop = (event: Event): void => {
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener('click', stop, { capture: true, once: true, signal: end.signal });
  setTimeout(() => end.abort());
}

function scrollAtEdge(under: HTMLElement | null | undefined, y: number): void {
  const folders = under?.closest('nav');
  if (!folders) return;
  const { top, bottom } = folders.getBoundingClientRect();
  if (y < top + EDGE) folders.scrollBy(0, -STEP);
  else if (y > bottom - EDGE) folders.scrollBy(0, STEP);
}
