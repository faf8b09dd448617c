/** Calls it when the page has nothing else to do, and after `atLatestMs` in any case. Safari does not tell (2026): there it is called soon. */
export function whenIdle(work: () => void, atLatestMs: number): void {
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: atLatestMs });
  else setTimeout(work);
}
