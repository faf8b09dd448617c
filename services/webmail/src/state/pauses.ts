export interface Pauses {
  /** Begins a pause, longer than the one before; a pause that has begun goes on. */
  wait(): void;
  /** It went well: the next pause is a short one again. */
  reset(): void;
  /** It may go well now: a pause that has begun is over. */
  hope(): void;
}

interface Bounds {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** What lets one hope that a server can be reached again: the browser has a line, somebody looks at the page. */
const HOPES = ['online', 'focus', 'visibilitychange'] as const;

/** Ms, each twice as long as the one before up to the longest. Half of each is left to chance: pages do not come all together when a server is back. */
export function* growing({ firstMs, longestMs }: Bounds, random = Math.random): Generator<number, never> {
  for (let ms = firstMs; ; ms = Math.min(ms * 2, longestMs)) yield ms * (0.5 + random() / 2);
}

/**
 * Tries again behind pauses that grow, and at once where there is hope.
 * @param place where hope is heard of
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
