/** Milliseconds after which a session looks for changes even without a notice, since notices may be lost. */
const RECHECK_MS = 1_000;
/** The most notices that are remembered; more would tell nothing new. */
const MAX_NOTICED = 16;

/** Which updates of the selected mailbox a session has sent (RFC 3501 5.2), and whether there may be more. */
export class Updates {
  /** Every change up to this mod-sequence was sent, or is noted to be sent later. */
  modseq: number;
  /** The mod-sequences of changes by this session, whose results the client already knows. */
  readonly #own = new Set<number>();
  /** The mod-sequences of noticed changes that were not read yet. */
  readonly #noticed = new Set<number>();
  #owed: ((modseq: number) => string) | undefined;
  #readAt = performance.now();

  constructor(modseq: number) {
    this.modseq = modseq;
  }

  /** Notes a change; 0 stands for one whose mod-sequence is unknown. */
  noticed(modseq: number): void {
    const isNew = modseq === 0 || (modseq > this.modseq && !this.isOwn(modseq));
    if (isNew && this.#noticed.size < MAX_NOTICED) this.#noticed.add(modseq);
  }

  madeHere(modseq: number): void {
    this.#own.add(modseq);
    this.#noticed.delete(modseq);
  }

  get own(): number[] {
    return [...this.#own];
  }

  isOwn(modseq: number): boolean {
    return this.#own.has(modseq);
  }

  /** Makes `line` be sent after the next updates; it gets the mod-sequence that they reach. */
  owe(line: (modseq: number) => string): void {
    this.#owed = line;
  }

  /** Whether there may be updates to send. */
  get areDue(): boolean {
    return this.#owed !== undefined || this.#noticed.size > 0 || performance.now() - this.#readAt > RECHECK_MS;
  }

  /** Called when updates are about to be read: those noticed from now on may not be among them. */
  reading(): void {
    this.#noticed.clear();
  }

  /** Called when everything up to a mod-sequence was sent or noted. Returns the line that is owed, if any. */
  sent(modseq: number): string | undefined {
    this.modseq = Math.max(this.modseq, modseq);
    this.#own.clear();
    this.#readAt = performance.now();
    const owed = this.#owed?.(this.modseq);
    this.#owed = undefined;
    return owed;
  }
}
