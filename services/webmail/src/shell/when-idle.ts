/** Calls `work` when the page has nothing else to do, at latest after `atLatestMs`. Safari has no such callback; there `work` is called soon. */
export function whenIdle(work: () => void, atLatestMs: number): void {
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: atLatestMs });
  else setTimeout(work);
}
