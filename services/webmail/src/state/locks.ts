/** What this tab holds, and how it lets go. A lock goes with its tab, however that ends. */
const held = new Map<string, () => void>();

/** Whether this tab has a thing for itself. Without Web Locks (plain HTTP elsewhere than on this machine) nobody knows of other tabs. */
export function own(name: string): Promise<boolean> {
  const locks = navigator.locks as LockManager | undefined;
  if (!locks || held.has(name)) return Promise.resolve(true);
  return new Promise((resolve, reject) => {
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock === null ? undefined : new Promise<void>((release) => held.set(name, release));
      })
      .catch(reject);
  });
}

export function disown(name: string): void {
  held.get(name)?.();
  held.delete(name);
}

/** Runs once no other tab does the same, until the signal is given. */
export async function whileAlone(name: string, signal: AbortSignal, run: () => void): Promise<void> {
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) {
    run();
    return;
  }
  await locks
    .request(name, { signal }, () => {
      run();
      return new Promise<void>((release) => signal.addEventListener('abort', () => release(), { once: true }));
    })
    .catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
}
