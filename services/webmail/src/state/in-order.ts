let last: Promise<unknown> = Promise.resolve();

/**
 * Does this once all before it is done, or has failed: what somebody changes and changes back at once ends as it was changed last, and
 * what is looked up for the second change shows the first.
 */
export function inOrder<T>(work: () => Promise<T>): Promise<T> {
  const done = last.then(work);
  last = done.catch(() => undefined);
  return done;
}
