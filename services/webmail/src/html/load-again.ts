/** Waiting times before each new attempt to load a frame. */
const WAITS_MS = [2_000, 5_000, 15_000];

/**
 * Loads a frame again while `isThere` returns false: its connection broke, or nothing came at all. Ends when it is there, after the last
 * attempt, or when the returned function is called.
 */
export function loadAgain(frame: HTMLIFrameElement, isThere: () => boolean): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (tries: number): void => {
    const ms = WAITS_MS[tries];
    if (ms === undefined) return;
    timer = setTimeout(() => {
      if (isThere()) return;
      frame.src = frame.getAttribute('src') ?? '';
      wait(tries + 1);
    }, ms);
  };
  wait(0);
  return () => clearTimeout(timer);
}
