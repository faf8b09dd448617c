import { type Server, serverName } from './parse.ts';

const AVOIDED_MS = 30_000;
const MAX_KNOWN = 64;

/** Remembers which servers did not answer recently: they are asked last, so that not every question waits for them. */
export class ServerHealth {
  readonly #avoidUntil = new Map<string, number>();

  /** Returns the servers in the given order, those that did not answer recently after the others. */
  inOrder(servers: readonly Server[], nowMs: number): Server[] {
    const isAvoided = (server: Server): boolean => (this.#avoidUntil.get(serverName(server)) ?? 0) > nowMs;
    return [...servers.filter((server) => !isAvoided(server)), ...servers.filter(isAvoided)];
  }

  answered(server: Server): void {
    this.#avoidUntil.delete(serverName(server));
  }

  failed(server: Server, nowMs: number): void {
    if (this.#avoidUntil.size >= MAX_KNOWN) this.#avoidUntil.clear();
    this.#avoidUntil.set(serverName(server), nowMs + AVOIDED_MS);
  }
}
