import type { ProtocolLog } from '@postroom/smtp-client';
import type { Candidate } from './candidates.ts';
import type { RemoteContext } from './context.ts';
import { Line, type LineOptions } from './line.ts';
import { secureCandidates } from './require-tls/secure-candidates.ts';

/** The connections of one worker: that for any mail, and one that keeps what REQUIRETLS asks, when there is such mail. */
export class Ways implements AsyncDisposable {
  readonly usual: Line;
  readonly #context: RemoteContext;
  readonly #destination: string;
  readonly #log: ProtocolLog;
  readonly #onTls: NonNullable<LineOptions['onTls']>;
  #secure: Promise<Line> | undefined;
  #secureLine: Line | undefined;

  constructor(context: RemoteContext, destination: string, candidates: readonly Candidate[], log: ProtocolLog) {
    this.#context = context;
    this.#destination = destination;
    this.#log = log;
    this.#onTls = (server, tls, localAddress) => context.tlsMeter?.note({ destination, server, tls, localAddress });
    this.usual = new Line(context, candidates, log, { onTls: this.#onTls });
  }

  /** The server that was reached last. */
  reached(requiresTls: boolean): Line['reached'] {
    return requiresTls ? this.#secureLine?.reached : this.usual.reached;
  }

  /** That for mail that requires TLS. Throws RouteFailure, the same each time. */
  secure(): Promise<Line> {
    this.#secure ??= this.#openSecure();
    return this.#secure;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.usual[Symbol.asyncDispose]();
    await this.#secureLine?.[Symbol.asyncDispose]();
  }

  async #openSecure(): Promise<Line> {
    const candidates = await secureCandidates(this.#context, this.#destination);
    this.#secureLine = new Line(this.#context, candidates, this.#log, {
      ...{ requiresTls: true, onTls: this.#onTls },
    });
    return this.#secureLine;
  }
}
