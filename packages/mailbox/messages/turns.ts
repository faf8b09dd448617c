/** How long other work may have to wait. */
const TURN_MS = 10;

const waiting: (() => void)[] = [];
/** When other work had its last turn. */
let since = performance.now();

/**
 * Lets other work run during long work: returns a promise to wait for when the last turn was long ago. All long work of the process shares
 * one turn, and only one waiting piece goes on in each: however many do long work at the same time, others wait no longer.
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
