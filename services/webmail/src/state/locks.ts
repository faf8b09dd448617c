/** What this tab holds, and how it lets go. A lock goes with its tab, however that ends. */
const held = new Map<string, () => void>();

/** What was asked for and has no answer yet: who asks again meanwhile is no other tab. */
const asking = new Map<string, Promise<boolean>>();

/** Whether this tab has a thing for itself. Without Web Locks (plain HTTP elsewhere than on this machine) nobody knows of other tabs. */
export function own(name: string): Promise<boolean> {
  const locks = navigator.locks as LockManager | undefined;
  if (!locks || held.has(name)) return Promise.resolve(true);
  const asked = asking.get(name) ?? ask(locks, name).finally(() => asking.delete(name));
  asking.set(name, asked);
  return asked;
}

function ask(locks: LockManager, name: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock === null ? undefined : new Promise<void>((release) => held.set(name, release));
      })
      .catch(reject);
  });
}

/** Waits until no other tab has it, or it is not wanted any more. Returns whether this tab has it then. */
export function ownWhenFree(name: string, signal: AbortSignal): Promise<boolean> {
  if (held.has(name)) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks
      .request(name, { signal }, () => {
        resolve(true);
        return new Promise<void>((release) => held.set(name, release));
      })
      .catch(() => resolve(false));
  });
}

/** Also where it is still on its way. */
export function disown(name: string): void {
  const letGo = (): void => {
    held.get(name)?.();
    held.delete(name);
  };
  const asked = asking.get(name);
  if (asked) void asked.then(letGo, () => undefined);
  else letGo();
}

/** Does it when no other tab does anything of that name. */
export function alone<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const locks = navigator.locks as LockManager | undefined;
  return locks ? locks.request(name, work) : work();
}

/**
 * Runs in one tab at a time, until the end: in the one that somebody looks at, since a browser may let the others sleep. Each run hears
 * by its signal that another tab has taken it over, and comes again when that one is gone.
 */
export function whileAlone(name: string, end: AbortSignal, run: (signal: AbortSignal) => void): void {
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) {
    run(end);
    return;
  }
  let [isHolding, isWaiting] = [false, false];
  async function hold(how: LockOptions): Promise<void> {
    const lost = new AbortController();
    const held = (): Promise<void> | undefined => {
      if (how.signal) isWaiting = false;
      if (end.aborted) return undefined;
      isHolding = true;
      run(AbortSignal.any([end, lost.signal]));
      return new Promise((release) => end.addEventListener('abort', () => release(), { once: true }));
    };
    // It is rejected when another tab takes the lock, and at the end.
    await locks?.request(name, how, held).catch(() => undefined);
    lost.abort();
    isHolding = false;
    if (!end.aborted) wait();
  }
  function wait(): void {
    if (isWaiting) return;
    isWaiting = true;
    void hold({ signal: end });
  }
  function take(): void {
    if (document.visibilityState === 'visible' && !isHolding) void hold({ steal: true });
  }
  document.addEventListener('visibilitychange', take, { signal: end });
  wait();
  take();
}
