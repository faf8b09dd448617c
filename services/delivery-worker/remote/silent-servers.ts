/** How long a server that did not answer is tried after the others. */
const REMEMBERED_MS = 10 * 60_000;
const MAX_REMEMBERED = 10_000;

interface Server {
  readonly address: string;
  readonly port: number;
}

/**
 * Remembers server addresses that did not answer, so that the next mail does not wait for them again: for some minutes they are tried last,
 * even after servers of a lower preference. Only for this process, and limited; a forgotten server is just tried in its normal place.
 */
export class SilentServers {
  readonly #until = new Map<string, number>();
  readonly #crowd: number;
  #opening = 0;

  /** @param crowd when more connections than this wait for their server, none may wait long */
  constructor(crowd: number) {
    this.#crowd = crowd;
  }

  /** Counts a connection that is being opened, until it is disposed. */
  opening(): Disposable {
    this.#opening++;
    return { [Symbol.dispose]: () => void this.#opening-- };
  }

  /** Whether so many connections wait for their server that other mail would have to wait for them. */
  get isCrowded(): boolean {
    return this.#opening > this.#crowd;
  }

  isSilent(server: Server): boolean {
    return (this.#until.get(keyOf(server)) ?? 0) > performance.now();
  }

  noteSilent(server: Server): void {
    const key = keyOf(server);
    this.#until.delete(key);
    const [oldest] = this.#until.keys();
    if (oldest !== undefined && this.#until.size >= MAX_REMEMBERED) this.#until.delete(oldest);
    this.#until.set(key, performance.now() + REMEMBERED_MS);
  }

  noteAnswer(server: Server): void {
    this.#until.delete(keyOf(server));
  }

  /** Puts silent servers after the others; otherwise the order stays. */
  inOrder<Each extends Server>(servers: readonly Each[]): readonly Each[] {
    const { answering = [], silent = [] } = Object.groupBy(servers, (server) =>
      this.isSilent(server) ? 'silent' : 'answering',
    );
    return [...answering, ...silent];
  }
}

function keyOf({ address, port }: Server): string {
  return `${address} ${port}`;
}
