/** The locks of this tab, each with its release. The browser releases them when the tab ends in any way. */
const held = new Map<string, () => void>();

/** Requests without an answer yet: a second request from this tab must not be taken for another tab's. */
const asking = new Map<string, Promise<boolean>>();

/** Takes a lock and returns whether this tab has it. Without Web Locks (plain HTTP, except on localhost) tabs do not know of each other. */
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

/** Waits until the lock is free or the signal comes. Returns whether this tab has it then. */
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

/** Releases a lock, also one that is still being requested. */
export function disown(name: string): void {
  const letGo = (): void => {
    held.get(name)?.();
    held.delete(name);
  };
  const asked = asking.get(name);
  if (asked) void asked.then(letGo, () => undefined);
  else letGo();
}

/** Does the work while no other tab does work of that name. */
export function alone<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const locks = navigator.locks as LockManager | undefined;
  return locks ? locks.request(name, work) : work();
}

/**
 * Runs in one tab at a time until `end`. A visible tab takes the run over, because a browser may suspend hidden ones. The signal of a run
 * tells that another tab has taken it over; it runs again when that tab is gone.
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
    // The request rejects when another tab takes the lock, and at the end.
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
