/** Milliseconds after which a session looks for changes though it heard of none: a notice may have been lost. */
const RECHECK_MS = 1_000;
/** As many notices are kept apart; more say nothing new. */
const MAX_NOTICED = 16;

/** How far a session has sent its client the updates of the selected mailbox (RFC 3501 5.2), and whether there may be more. */
export class Updates {
  /** Every change up to this mod-sequence was sent, or is noted for when it may be. */
  modseq: number;
  /** Changes made by this session, whose result its client knows already. */
  readonly #own = new Set<number>();
  /** Changes it heard of and has not read. */
  readonly #noticed = new Set<number>();
  #owed: ((modseq: number) => string) | undefined;
  #readAt = performance.now();

  constructor(modseq: number) {
    this.modseq = modseq;
  }

  /** Heard of a change; 0 is one of which nothing is known. */
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

  /** Has a line sent behind the next updates; it is given the mod-sequence that they reach. */
  owe(line: (modseq: number) => string): void {
    this.#owed = line;
  }

  /** Whether there may be some to send. */
  get areDue(): boolean {
    return this.#owed !== undefined || this.#noticed.size > 0 || performance.now() - this.#readAt > RECHECK_MS;
  }

  /** They are being read. What is heard of from now on may not be among them. */
  reading(): void {
    this.#noticed.clear();
  }

  /** Everything up to here was sent or noted. Returns the line that is owed. */
  sent(modseq: number): string | undefined {
    this.modseq = Math.max(this.modseq, modseq);
    this.#own.clear();
    this.#readAt = performance.now();
    const owed = this.#owed?.(this.modseq);
    this.#owed = undefined;
    return owed;
  }
}
