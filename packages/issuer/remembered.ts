import { createHash } from 'node:crypto';

const MAX_REMEMBERED = 10_000;

/** Recent results for tokens, by their hashes. The oldest are dropped when there are too many. */
export class Remembered<T> {
  readonly #entries = new Map<string, { readonly value: T; readonly endsAtMs: number }>();

  get(token: string): T | undefined {
    const entry = this.#entries.get(hashOf(token));
    return entry && entry.endsAtMs > Date.now() ? entry.value : undefined;
  }

  /** @param endsAtMs when to forget it, in ms since 1970; no later than the token ends */
  add(token: string, value: T, endsAtMs: number): void {
    const key = hashOf(token);
    this.#entries.delete(key);
    this.#entries.set(key, { value, endsAtMs });
    const oldest = this.#entries.keys().next().value;
    if (this.#entries.size > MAX_REMEMBERED && oldest !== undefined) this.#entries.delete(oldest);
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
