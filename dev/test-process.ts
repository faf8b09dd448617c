// Loaded into each test process before its file. Node ends that process as soon as its tests have ended.

interface Blockable {
  setBlocking?(isBlocking: boolean): void;
}

/** The function that `process.exit` calls after all listeners. */
interface Ending {
  reallyExit(code: number): void;
}

// Without blocking writes, results that a full pipe has not taken yet are lost when the process ends.
const { _handle: pipe } = process.stdout as typeof process.stdout & { readonly _handle?: Blockable };
pipe?.setBlocking?.(true);

// At its end Node waits for the threads of its pool, which glibc before 2.41 may leave asleep for ever (sourceware 25847), after
// all tests have passed. Replacing the process with another program waits for no thread.
if (process.execve && process.platform !== 'win32') {
  const { execve } = process;
  (process as typeof process & Ending).reallyExit = (code) => execve('/bin/sh', ['sh', '-c', `exit ${Number(code)}`]);
}
