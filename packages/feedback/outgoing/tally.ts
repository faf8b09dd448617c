import { createHash } from 'node:crypto';
import type { Pool } from '@postroom/database';
import type { MeasuredMail } from './measured.ts';
import { type MeasuredCount, noteMeasured } from './note-measured.ts';

/** Kinds of mails that are counted here until they are written down; of more at once the reports say less. */
const MAX_KINDS = 5_000;
const FLUSH_MS = 5_000;

/**
 * Counts what DMARC found of mails, and writes it down every few seconds: nobody waits for it. What a crash takes with it is a few
 * seconds of counts.
 */
export class DmarcTally implements AsyncDisposable {
  readonly #pool: Pool;
  readonly #onError: (error: unknown) => void;
  #counts = new Map<string, MeasuredCount>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(pool: Pool, onError: (error: unknown) => void) {
    this.#pool = pool;
    this.#onError = onError;
  }

  add(measured: MeasuredMail, at: Date): void {
    const day = at.toISOString().slice(0, 10);
    const key = createHash('sha256').update(JSON.stringify(measured.mail)).digest('hex');
    const name = `${day} ${measured.policy.domain} ${key}`;
    const known = this.#counts.get(name);
    if (!known && this.#counts.size >= MAX_KINDS) return;
    this.#counts.set(name, { ...measured, day, key, count: 1 + (known?.count ?? 0) });
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  /** Writes down what was counted; what cannot be written is counted on, until there is too much of it. */
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
      await noteMeasured(this.#pool, [...counts.values()]);
    } catch (error) {
      this.#onError(error);
    }
  }
}
