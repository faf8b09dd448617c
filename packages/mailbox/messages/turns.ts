/** So long others may wait. */
const TURN_MS = 10;

const waiting: (() => void)[] = [];
/** When work of this kind was begun last after others had their turn. */
let since = performance.now();

/**
 * Gives others their turn in the course of long work: a promise to wait for whenever the last turn is long ago. All work of the process
 * shares one turn, and one of those who wait goes on in each: however many do such work at once, nobody else waits longer.
 */
export function turn(): Promise<void> | undefined {
  if (waiting.length === 0 && performance.now() - since < TURN_MS) return undefined;
  return new Promise((resolve) => {
    if (waiting.push(resolve) === 1) setImmediate(next);
  });
}

function next(): void {
  since = performance.now();
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(next);
}
