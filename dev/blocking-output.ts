// Loaded into each process of tests before its file. Node ends that process as soon as its tests have, and with it what a
// pipe that is full has not taken yet: the last results were lost without a word where the runner was slower.
interface Blockable {
  setBlocking?(isBlocking: boolean): void;
}

const { _handle: pipe } = process.stdout as typeof process.stdout & { readonly _handle?: Blockable };
pipe?.setBlocking?.(true);
