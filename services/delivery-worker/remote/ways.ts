import type { ProtocolLog } from '@postroom/smtp-client';
import type { RemoteDelivery } from '@postroom/transit';
import type { Candidate } from './candidates.ts';
import type { RemoteContext } from './context.ts';
import type { FormsOptions } from './forms.ts';
import { Line, type LineOptions } from './line.ts';
import { secureCandidates } from './require-tls/secure-candidates.ts';
import type { DemandOf } from './tls-policies/demands.ts';
import { liftsPolicies } from './tls-policies/lifts.ts';

/** A destination with its servers. */
export interface Destination {
  readonly name: string;
  readonly candidates: readonly Candidate[];
  readonly demandOf?: DemandOf | undefined;
}

/**
 * The connections of one worker: the usual one and, when such mail comes, one for mail with REQUIRETLS and one for mail that ignores the
 * domain's policies. Each is used only for its own kind of mail.
 */
export class Ways implements AsyncDisposable {
  readonly usual: Line;
  readonly #context: RemoteContext;
  readonly #destination: Destination;
  readonly #log: ProtocolLog;
  readonly #onTls: NonNullable<LineOptions['onTls']>;
  #lifted: Line | undefined;
  #secure: Promise<Line> | undefined;
  #secureLine: Line | undefined;
  #last: Line | undefined;

  constructor(context: RemoteContext, destination: Destination, log: ProtocolLog) {
    this.#context = context;
    this.#destination = destination;
    this.#log = log;
    const { name, candidates, demandOf } = destination;
    this.#onTls = (server, tls, localAddress) =>
      context.tlsMeter?.note({ destination: name, server, tls, localAddress });
    this.usual = new Line(context, candidates, log, { demandOf, onTls: this.#onTls });
  }

  /** The last server that was reached for the last mail. */
  get reached(): Line['reached'] {
    return this.#last?.reached;
  }

  /** Returns the connection for a mail. Throws RouteFailure if the mail requires TLS and no server qualifies; the same one each time. */
  async for(mail: RemoteDelivery, open: FormsOptions['open']): Promise<Line> {
    this.#last = undefined;
    this.#last = await this.#lineFor(mail, open);
    return this.#last;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const line of [this.usual, this.#lifted, this.#secureLine]) await line?.[Symbol.asyncDispose]();
  }

  async #lineFor(mail: RemoteDelivery, open: FormsOptions['open']): Promise<Line> {
    if (mail.requireTls) {
      this.#secure ??= this.#openSecure();
      return this.#secure;
    }
    if (!this.#destination.demandOf || !(await liftsPolicies(mail, open))) return this.usual;
    this.#lifted ??= new Line(this.#context, this.#destination.candidates, this.#log, { onTls: this.#onTls });
    return this.#lifted;
  }

  async #openSecure(): Promise<Line> {
    const candidates = await secureCandidates(this.#context, this.#destination.name);
    this.#secureLine = new Line(this.#context, candidates, this.#log, {
      requiresTls: true,
      onTls: this.#onTls,
    });
    return this.#secureLine;
  }
}
