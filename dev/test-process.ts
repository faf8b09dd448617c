// Loaded into each process of tests before its file. Node ends that process as soon as its tests have.

interface Blockable {
  setBlocking?(isBlocking: boolean): void;
}

/** What `process.exit` calls when all listeners have heard of it. */
interface Ending {
  reallyExit(code: number): void;
}

// What a pipe that is full has not taken yet ends with it: the last results were lost without a word where the runner was slower.
const { _handle: pipe } = process.stdout as typeof process.stdout & { readonly _handle?: Blockable };
pipe?.setBlocking?.(true);

// Node waits for the threads of its pool as it ends, which glibc before 2.41 may leave asleep for good (sourceware 25847): a run hung so with all
// of its tests passed. Another program in its place waits for nobody.
if (process.execve && process.platform !== 'win32') {
  const { execve } = process;
  (process as typeof process & Ending).reallyExit = (code) => execve('/bin/sh', ['sh', '-c', `exit ${Number(code)}`]);
}
