import { createHash } from 'node:crypto';

/** Kinds that are counted here until they are written down; of more at once the reports say less. */
const MAX_KINDS = 5_000;
const FLUSH_MS = 5_000;

/** What is measured, how often. */
export type Counted<Measured> = Measured & {
  /** UTC, `2026-11-28`. */
  readonly day: string;
  /** SHA-256 of what is alike in those that are counted together, hex. */
  readonly key: string;
  readonly count: number;
};

export interface TallyOptions<Measured> {
  /** The domain that is told of it, and all that its report says of it. */
  readonly alike: (measured: Measured) => { readonly domain: string; readonly said: object };
  readonly write: (counts: readonly Counted<Measured>[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/**
 * Counts what is alike, and writes it down every few seconds: nobody waits for it. What a crash takes with it is a few seconds of
 * counts.
 */
export class Tally<Measured extends object> implements AsyncDisposable {
  readonly #options: TallyOptions<Measured>;
  #counts = new Map<string, Counted<Measured>>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: TallyOptions<Measured>) {
    this.#options = options;
  }

  add(measured: Measured, at: Date): void {
    const { domain, said } = this.#options.alike(measured);
    const day = at.toISOString().slice(0, 10);
    const key = createHash('sha256').update(JSON.stringify(said)).digest('hex');
    const name = `${day} ${domain} ${key}`;
    const known = this.#counts.get(name);
    if (!known && this.#counts.size >= MAX_KINDS) return;
    this.#counts.set(name, { ...measured, day, key, count: 1 + (known?.count ?? 0) });
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  /** Writes down what was counted; what cannot be written is lost. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush();
    clearTimeout(this.#timer);
  }

  async #write(): Promise<void> {
    const counts = this.#counts;
    this.#counts = new Map();
    try {
      await this.#options.write([...counts.values()]);
    } catch (error) {
      this.#options.onError(error);
    }
  }
}
