/** Milliseconds after which a session looks for news though it heard of none: a notice may have been lost. */
const LOOK_AFTER = 1_000;
/** As many notices are kept apart; more say nothing new. */
const MAX_NOTICED = 16;

/** How far a session has told its client what happened in the selected mailbox, and whether there may be more. */
export class News {
  /** Every change up to this mod-sequence was told, or is noted for when it may be. */
  modseq: number;
  /** Changes made by this session, whose result its client knows already. */
  readonly #own = new Set<number>();
  /** Changes it heard of and has not looked at. */
  readonly #noticed = new Set<number>();
  /** The client was not told yet what the highest mod-sequence is (RFC 7162 3.1). */
  owesModseq = false;
  #lookedAt = performance.now();

  constructor(modseq: number) {
    this.modseq = modseq;
  }

  /** Heard of a change; 0 is one of which nothing is known. */
  noticed(modseq: number): void {
    const isNews = modseq === 0 || (modseq > this.modseq && !this.isOwn(modseq));
    if (isNews && this.#noticed.size < MAX_NOTICED) this.#noticed.add(modseq);
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

  /** Whether there may be news. */
  get isDue(): boolean {
    return this.owesModseq || this.#noticed.size > 0 || performance.now() - this.#lookedAt > LOOK_AFTER;
  }

  /** A look begins. What is heard of from now on may not be in it. */
  looking(): void {
    this.#noticed.clear();
  }

  /** Everything up to here was told or noted. */
  told(modseq: number): void {
    this.modseq = Math.max(this.modseq, modseq);
    this.#own.clear();
    this.#lookedAt = performance.now();
  }
}
