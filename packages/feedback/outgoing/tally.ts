import { createHash } from 'node:crypto';

/** The most kinds that are counted in memory; further ones are missing in the reports. */
const MAX_KINDS = 5_000;
const FLUSH_MS = 5_000;

/** A measurement with its count. */
export type Counted<Measured> = Measured & {
  /** The day in UTC, `2026-11-28`. */
  readonly day: string;
  /** SHA-256 of what the counted measurements have in common, hex. */
  readonly key: string;
  readonly count: number;
};

export interface TallyOptions<Measured> {
  /** Returns the domain that gets the report, and everything that the report says of the measurement. */
  readonly alike: (measured: Measured) => { readonly domain: string; readonly said: object };
  readonly write: (counts: readonly Counted<Measured>[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/**
 * Counts equal measurements and writes them down every few seconds, so that nobody waits for it. A crash loses a few seconds of
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

  /** Writes down the counts; counts that cannot be written are lost. */
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
