import {
  type ConnectOptions,
  connectSmtp,
  type ProtocolLog,
  SmtpFailure,
  type SmtpSession,
  STANDARD_TIMEOUTS,
  type Timeouts,
  type TlsOptions,
  type TlsResult,
} from '@postroom/smtp-client';
import type { Outcome } from '../outcomes/outcome.ts';
import type { Candidate } from './candidates.ts';
import type { RemoteContext } from './context.ts';
import { statusOf } from './outcome.ts';
import { failureToRequireTls, requiredTls } from './require-tls/required-tls.ts';
import type { Attempt } from './tls-meter/session-of.ts';
import { type Demand, type DemandOf, unmet } from './tls-policies/demands.ts';

/** No address of the destination can be used: what that means for what is on its way there. */
export class Unreachable extends Error {
  readonly outcome: Outcome;
  /** Whom it concerns: nobody can be spoken to (`all`), a mail's sender was put off (`mail`), or a connection was lost over a mail, which may be its fault. */
  readonly concerns: 'all' | 'mail' | 'mail-or-all';

  constructor(outcome: Outcome, concerns: Unreachable['concerns']) {
    super(outcome.reply);
    this.outcome = outcome;
    this.concerns = concerns;
  }
}

export interface LineOptions {
  /** For mail that requires TLS (RFC 8689). */
  readonly requiresTls?: boolean;
  /** What the recipients' domain wants of a server. */
  readonly demandOf?: DemandOf | undefined;
  /** Told how TLS went with each server. */
  readonly onTls?: (server: Candidate, tls: Attempt['tls'], localAddress: string) => void;
}

/** One connection to a destination at a time: kept while it is good, made anew, to the next server when one fails. */
export class Line implements AsyncDisposable {
  readonly #context: Pick<RemoteContext, 'settings' | 'hostname' | 'silentServers'>;
  readonly #candidates: readonly Candidate[];
  readonly #log: ProtocolLog;
  readonly requiresTls: boolean;
  readonly #demandOf: LineOptions['demandOf'];
  readonly #onTls: LineOptions['onTls'];
  readonly #failures = new Map<Candidate, SmtpFailure>();
  /** Those of #failures that could be spoken to, and failed over a mail. */
  readonly #failedOverMail = new Map<Candidate, SmtpFailure>();
  #reached: { host: string; address: string; secured: boolean } | undefined;
  #current: { session: SmtpSession; candidate: Candidate; used: boolean } | undefined;

  constructor(
    context: Pick<RemoteContext, 'settings' | 'hostname' | 'silentServers'>,
    candidates: readonly Candidate[],
    log: ProtocolLog,
    { requiresTls = false, demandOf, onTls }: LineOptions = {},
  ) {
    this.#demandOf = demandOf;
    this.#onTls = onTls;
    this.requiresTls = requiresTls;
    this.#context = context;
    this.#candidates = context.silentServers.inOrder(candidates).slice(0, context.settings.addressesPerAttempt);
    this.#log = log;
  }

  /** The connection to send the next message over. Throws Unreachable when no server is left to try. */
  async session(): Promise<{ session: SmtpSession; host: string }> {
    if (this.#current && !this.#current.session.usable) await this.#close();
    this.#current ??= await this.#open();
    return { session: this.#current.session, host: this.#current.candidate.name };
  }

  /** The server that was reached last. */
  get reached(): { host: string; address: string; secured: boolean } | undefined {
    return this.#reached;
  }

  /** A message went through on this connection, so the server is good whatever was before. */
  succeeded(): void {
    this.#failures.clear();
    this.#failedOverMail.clear();
    if (this.#current) this.#current.used = true;
  }

  /** The next mail may do where the last one did not. */
  forgive(): void {
    for (const candidate of this.#failedOverMail.keys()) this.#failures.delete(candidate);
    this.#failedOverMail.clear();
  }

  /**
   * The server would not do. Not counted against it when the connection had served before: servers close those
   * whenever they like, and a new one may do.
   */
  async failed(failure: SmtpFailure): Promise<void> {
    const current = this.#current;
    if (current && !current.used) {
      this.#failures.set(current.candidate, failure);
      this.#failedOverMail.set(current.candidate, failure);
    }
    await this.#close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  async #close(): Promise<void> {
    const session = this.#current?.session;
    this.#current = undefined;
    await session?.quit();
  }

  async #open(): Promise<{ session: SmtpSession; candidate: Candidate; used: boolean }> {
    const { silentServers } = this.#context;
    for (const candidate of this.#candidates) {
      if (this.#failures.has(candidate)) continue;
      try {
        const session = await this.#connect(candidate);
        silentServers.noteAnswer(candidate);
        this.#reached = { host: candidate.name, address: candidate.address, secured: session.secured };
        return { session, candidate, used: false };
      } catch (error) {
        if (!(error instanceof SmtpFailure)) throw error;
        this.#log('*', `${candidate.name} [${candidate.address}]: ${error.message}`);
        this.#failures.set(candidate, error);
        if (error.isSilent) silentServers.noteSilent(candidate);
      }
    }
    throw new Unreachable(verdict(this.#failures), this.#concerns());
  }

  #concerns(): Unreachable['concerns'] {
    const failures = [...this.#failedOverMail.values()];
    if (failures.length === 0) return 'all';
    // RFC 5321 3.8: with 421 the server takes its leave.
    return failures.every(({ code }) => code !== undefined && code !== 421) ? 'mail' : 'mail-or-all';
  }

  async #connect(candidate: Candidate): Promise<SmtpSession> {
    const { hostname, settings } = this.#context;
    const { smarthost, messagesPerConnection } = settings;
    const options = {
      host: candidate.address,
      name: candidate.name,
      port: candidate.port,
      helloName: hostname,
      timeouts: this.#timeouts(candidate),
      maxMessages: messagesPerConnection,
      log: this.#log,
      onTls: (tls: TlsResult, localAddress: string) => this.#onTls?.(candidate, tls, localAddress),
      tls: smarthost?.tls ?? settings.tls,
      ...(smarthost?.auth ? { auth: smarthost.auth } : {}),
    };
    if (this.requiresTls) return this.#connectWithTls({ ...options, tls: requiredTls(options.tls, candidate) });
    const demand = await this.#demandOf?.(candidate);
    if (demand) return this.#connectAsWanted(options, candidate, demand);
    try {
      return await connectSmtp(options);
    } catch (error) {
      // RFC 7435: TLS that does not work is worth no more than none, and mail that waits is worth less.
      if (!(error instanceof SmtpFailure) || !error.retryInClear) throw error;
      this.#log('*', `${error.message}; again without TLS`);
      return await connectSmtp({ ...options, tls: { policy: 'never' } });
    }
  }

  /** Who has others behind it is not waited for as long. */
  #timeouts(candidate: Candidate): Partial<Timeouts> {
    const { timeouts, timeoutsWithOthers } = this.#context.settings;
    const isLast = this.#candidates.every((one) => one === candidate || this.#failures.has(one));
    if (isLast) return timeouts;
    const { connect, greeting } = { ...STANDARD_TIMEOUTS, ...timeouts };
    return {
      ...timeouts,
      connect: Math.min(connect, timeoutsWithOthers.connect),
      greeting: Math.min(greeting, timeoutsWithOthers.greeting),
    };
  }

  async #connectAsWanted(
    options: ConnectOptions & { readonly tls: TlsOptions },
    candidate: Candidate,
    demand: Demand,
  ): Promise<SmtpSession> {
    if (demand.kind !== 'tls') {
      if (demand.kind === 'unnamed') this.#onTls?.(candidate, { result: 'not-tried' }, '');
      throw unmet(demand);
    }
    const tls = { ...options.tls, policy: 'required', ...demand.tls } as const;
    return connectSmtp({ ...options, tls }).catch((error: unknown) => {
      throw error instanceof SmtpFailure && error.stage === 'starttls' ? unmet(demand, error) : error;
    });
  }

  async #connectWithTls(options: ConnectOptions): Promise<SmtpSession> {
    const session = await connectSmtp(options).catch((error: unknown) => {
      throw failureToRequireTls(error);
    });
    if (session.extensions.has('REQUIRETLS')) return session;
    await session.quit();
    throw failureToRequireTls(undefined);
  }
}

/** All servers sent us away for good: permanent. Otherwise the last one that may get better speaks for them. */
function verdict(failures: ReadonlyMap<Candidate, SmtpFailure>): Outcome {
  const all = [...failures];
  const told = all.findLast(([, failure]) => failure.class !== 'permanent') ?? all.at(-1);
  if (told === undefined) throw new Error('a destination without addresses');
  const [{ name }, failure] = told;
  const { class: result, stage, code, enhanced } = failure;
  return {
    result: result === 'permanent' ? 'permanent' : 'temporary',
    status: statusOf({ result, stage, enhanced }),
    host: name,
    reply: [code, enhanced, failure.message].filter((part) => part).join(' '),
    fromServer: code !== undefined,
    dsn: false,
  };
}
