export interface Pauses {
  /** Begins a pause, longer than the one before. Does nothing during a pause. */
  wait(): void;
  /** Makes the next pause short again, after a success. */
  reset(): void;
  /** Ends a pause early, because a new attempt may succeed. */
  hope(): void;
}

interface Bounds {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** Events that give hope that the server can be reached again: the browser is online, the person looks at the page. */
const HOPES = ['online', 'focus', 'visibilitychange'] as const;

/** Yields pauses in ms, each twice as long as the last up to the longest. Up to half is random, so that pages do not all return at once. */
export function* growing({ firstMs, longestMs }: Bounds, random = Math.random): Generator<number, never> {
  for (let ms = firstMs; ; ms = Math.min(ms * 2, longestMs)) yield ms * (0.5 + random() / 2);
}

/**
 * Tries again after growing pauses, and at once on an event of hope.
 * @param place where these events are heard
 */
export function growingPauses(
  tryAgain: () => void,
  bounds: Bounds,
  signal: AbortSignal,
  place: EventTarget = window,
): Pauses {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lengths = growing(bounds);
  const end = (): boolean => {
    const waited = timer !== undefined;
    clearTimeout(timer);
    timer = undefined;
    return waited;
  };
  const hope = (): void => {
    if (globalThis.document?.visibilityState === 'hidden') return;
    lengths = growing(bounds);
    if (end()) tryAgain();
  };
  for (const type of HOPES) place.addEventListener(type, hope, { signal });
  signal.addEventListener('abort', end);
  return {
    wait: () => {
      if (signal.aborted || timer !== undefined) return;
      timer = setTimeout(() => {
        timer = undefined;
        tryAgain();
      }, lengths.next().value);
    },
    reset: () => {
      lengths = growing(bounds);
    },
    hope,
  };
}
