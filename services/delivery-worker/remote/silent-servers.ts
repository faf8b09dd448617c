import type { Candidate } from './candidates.ts';

/** How long one is tried after the others. */
const REMEMBERED_MS = 10 * 60_000;
const MAX_REMEMBERED = 10_000;

/**
 * The servers' addresses that did not answer, so that the next mail does not wait for them again: they are tried last for some
 * minutes, after those of a lower preference, too. Of this process alone, and bounded: who is forgotten is only tried in its turn.
 */
export class SilentServers {
  readonly #until = new Map<string, number>();

  noteSilent(server: Candidate): void {
    const key = keyOf(server);
    this.#until.delete(key);
    const [oldest] = this.#until.keys();
    if (oldest !== undefined && this.#until.size >= MAX_REMEMBERED) this.#until.delete(oldest);
    this.#until.set(key, performance.now() + REMEMBERED_MS);
  }

  noteAnswer(server: Candidate): void {
    this.#until.delete(keyOf(server));
  }

  /** Those that were silent behind the others, both in the order given. */
  inOrder(servers: readonly Candidate[]): readonly Candidate[] {
    const now = performance.now();
    const isSilent = (server: Candidate) => (this.#until.get(keyOf(server)) ?? 0) > now;
    return [...servers.filter((server) => !isSilent(server)), ...servers.filter(isSilent)];
  }
}

function keyOf({ address, port }: Candidate): string {
  return `${address} ${port}`;
}
