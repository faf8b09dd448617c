import {
  type ConnectOptions,
  connectSmtp,
  type ProtocolLog,
  type RecipientOutcome,
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

/** Thrown when no address of the destination can be used, with the outcome for mail on its way there. */
export class Unreachable extends Error {
  readonly outcome: Outcome;
  /** `all`: no server can be reached; `mail`: servers refused this mail; `mail-or-all`: a connection was lost, perhaps due to this mail. */
  readonly concerns: 'all' | 'mail' | 'mail-or-all';

  constructor(outcome: Outcome, concerns: Unreachable['concerns']) {
    super(outcome.reply);
    this.outcome = outcome;
    this.concerns = concerns;
  }
}

export interface LineOptions {
  /** Whether the mail requires TLS (RFC 8689). */
  readonly requiresTls?: boolean;
  /** Returns the TLS that the recipients' domain demands of a server. */
  readonly demandOf?: DemandOf | undefined;
  /** Is told the result of TLS with each server. */
  readonly onTls?: (server: Candidate, tls: Attempt['tls'], localAddress: string) => void;
}

/** One connection at a time to a destination. It is used while it works, then made anew; when a server fails, to the next one. */
export class Line implements AsyncDisposable {
  readonly #context: Pick<RemoteContext, 'settings' | 'hostname' | 'silentServers'>;
  readonly #candidates: readonly Candidate[];
  readonly #log: ProtocolLog;
  readonly requiresTls: boolean;
  readonly #demandOf: LineOptions['demandOf'];
  readonly #onTls: LineOptions['onTls'];
  readonly #failures = new Map<Candidate, SmtpFailure>();
  /** The #failures of servers that could be reached, but failed with a mail. */
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

  /** Returns the connection for the next message. Throws Unreachable when no server is left to try. */
  async session(): Promise<{ session: SmtpSession; host: string }> {
    if (this.#current && !this.#current.session.usable) await this.#close();
    this.#current ??= await this.#open();
    return { session: this.#current.session, host: this.#current.candidate.name };
  }

  /** The last server that was reached. */
  get reached(): { host: string; address: string; secured: boolean } | undefined {
    return this.#reached;
  }

  /** Called when a message went through: the server works, so earlier failures are forgotten. */
  succeeded(): void {
    this.#failures.clear();
    this.#failedOverMail.clear();
    if (!this.#current) return;
    this.#current.used = true;
    this.#context.silentServers.noteAccepted(this.#current.candidate);
  }

  /** Called when the server kept a message waiting for too long. */
  keptWaiting(outcome: RecipientOutcome): void {
    if (this.#current) this.#context.silentServers.noteFailure(this.#current.candidate, outcome);
  }

  /** Forgets failures with a mail, since the next mail may succeed. */
  forgive(): void {
    for (const candidate of this.#failedOverMail.keys()) this.#failures.delete(candidate);
    this.#failedOverMail.clear();
  }

  /**
   * Called when the server failed with a message. The failure does not count when the connection had worked before: servers may close
   * connections at any time, and a new one may work.
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
        using _opening = silentServers.opening();
        const session = await this.#connect(candidate);
        silentServers.noteAnswer(candidate);
        this.#reached = { host: candidate.name, address: candidate.address, secured: session.secured };
        return { session, candidate, used: false };
      } catch (error) {
        if (!(error instanceof SmtpFailure)) throw error;
        this.#log('*', `${candidate.name} [${candidate.address}]: ${error.message}`);
        this.#failures.set(candidate, error);
        silentServers.noteFailure(candidate, error);
      }
    }
    throw new Unreachable(verdict(this.#failures), this.#concerns());
  }

  #concerns(): Unreachable['concerns'] {
    const failures = [...this.#failedOverMail.values()];
    if (failures.length === 0) return 'all';
    // RFC 5321 3.8: with 421 the server closes the connection.
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
      // RFC 7435: broken TLS is no better than none, and mail that does not arrive is worse than mail in clear.
      if (!(error instanceof SmtpFailure) || !error.retryInClear) throw error;
      this.#log('*', `${error.message}; retrying without TLS`);
      return await connectSmtp({ ...options, tls: { policy: 'never' } });
    }
  }

  /**
   * Returns the timeouts for a server. They are shorter while other servers are left to try, for one that was silent before, and in a crowd;
   * those after the greeting only for one whose network was slow before. None is after the end of the message: it would come twice.
   */
  #timeouts(candidate: Candidate): Partial<Timeouts> {
    const { settings, silentServers } = this.#context;
    const { timeouts, hurriedTimeouts } = settings;
    const isLast = this.#candidates.every((one) => one === candidate || this.#failures.has(one));
    if (isLast && !silentServers.isSilent(candidate) && !silentServers.isCrowded) return timeouts;
    const { connect, greeting, command, rcpt, dataInitiation } = { ...STANDARD_TIMEOUTS, ...timeouts };
    const opening = {
      ...timeouts,
      connect: Math.min(connect, hurriedTimeouts.connect),
      greeting: Math.min(greeting, hurriedTimeouts.greeting),
    };
    if (!silentServers.isSlow(candidate)) return opening;
    return {
      ...opening,
      command: Math.min(command, hurriedTimeouts.command),
      rcpt: Math.min(rcpt, hurriedTimeouts.command),
      dataInitiation: Math.min(dataInitiation, hurriedTimeouts.command),
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

/** Returns the outcome of all failures: permanent if all are, otherwise that of the last one that is not. */
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
