import type { Authenticated } from '@postroom/directory';
import type { Screening } from '@postroom/policy';
import type { Logger } from '@postroom/service';
import type { ClientAttributes } from '@postroom/smtp';
import type { Connection } from '../host.ts';
import type { Services } from '../services.ts';
import { Input } from './input.ts';
import { enterState, type SessionState } from './state.ts';

/** Replies of pipelined commands leave together (RFC 2920 3.2), so many characters at most. */
const MAX_HELD = 16 * 1024;

/** How long an answer may still take when the login has ended. */
const LAST_ANSWER_MS = 2_000;

/** One client. */
export class Session {
  readonly connection: Connection;
  readonly services: Services;
  readonly input: Input;
  /** Changed by enterState alone. */
  state: SessionState = { name: 'start' };
  /** Who logged in. */
  user: Authenticated | null = null;
  /** What is found out about the client and its mails; null: nothing. */
  screening: Screening | null = null;
  /** Since the last accepted mail. */
  errors = 0;
  failedLogins = 0;
  /** What a proxy said of the client that it speaks for (XCLIENT). */
  vouched: ClientAttributes | null = null;
  /** What a filter said of the client from whom it has the next mail (XFORWARD). */
  forwarded: ClientAttributes | null = null;
  #log: Logger | undefined;
  #held = '';
  #busy = false;
  /** The last words, when the session is to end behind the command that runs. */
  #stopping: string | undefined;
  #unwatch: (() => void) | undefined;
  #startTimer: NodeJS.Timeout | undefined;

  constructor(connection: Connection, services: Services) {
    this.connection = connection;
    this.services = services;
    this.input = new Input(connection, {
      lineMs: services.settings.lineMs,
      onSlow: () => this.end('421 4.4.2 The command takes too long'),
      beforeWait: () => this.#flush(),
    });
    connection.onIdle = () => this.end('421 4.4.2 Timeout, closing the connection');
    // RFC 5321 3.8: a server that is shut down says 421.
    connection.onShutdown = () => this.#stop('421 4.3.2 Service is stopping');
    this.#limitStart(services.settings.startMs);
  }

  /** With who it is about. Made when there is something to say: most sessions say nothing. */
  get log(): Logger {
    this.#log ??= this.services.log.child({ client: this.connection.client.address });
    return this.#log;
  }

  /** Whether commands are still to be run. */
  get open(): boolean {
    return this.state.name !== 'closed' && !this.connection.closed;
  }

  trace(fields: object, message: string): void {
    if (this.services.log.isLevelEnabled('trace')) this.log.trace(fields, message);
  }

  /** Whether a client that spoke too early or not is welcome. */
  greet(isEarly: boolean): boolean {
    const { policy, role } = this.services;
    if (role !== 'mx' || !policy) return !isEarly;
    this.screening = policy.screen(this.connection.client.address, isEarly);
    return !this.screening.isUnwelcome;
  }

  /** One whole line, or several; it leaves when the client is waited for. */
  reply(line: string): void {
    this.#held += `${asciiLine(line)}\r\n`;
    if (this.#held.length > MAX_HELD) void this.#flush();
  }

  /** Several lines of one reply. */
  replyLines(code: number, lines: readonly string[]): void {
    for (const [index, line] of lines.entries()) this.reply(`${code}${index === lines.length - 1 ? ' ' : '-'}${line}`);
  }

  /** Sends what was said so far. */
  flush(): void {
    void this.#flush();
  }

  /** Says the last words and closes. Of what the client still sends nothing is read. */
  end(lastWords: string): void {
    if (this.state.name === 'closed') return;
    this.trace({ lastWords }, 'ended');
    this.reply(lastWords);
    this.flush();
    enterState(this, { name: 'closed' });
    this.connection.close();
  }

  /** Runs one command; when the service wants to end meanwhile, the session ends behind it. */
  async during(work: () => Promise<void>): Promise<void> {
    this.#busy = true;
    await work();
    this.#busy = false;
    if (this.#stopping !== undefined) this.end(this.#stopping);
  }

  /** From now on the session lives as long as its login. */
  loggedIn(user: Authenticated): void {
    this.user = user;
    this.#unwatch = this.services.logins.watch(user, () => this.#loginEnded());
    this.started();
  }

  /** Whoever logged in is nobody any more. */
  logOut(): void {
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.user = null;
  }

  /** The client is another one now, of which nothing is known yet. */
  begin(): void {
    this.#log = undefined;
    this.screening = null;
    this.errors = 0;
    this.failedLogins = 0;
  }

  /** The client has shown what it is here for: it may take its time now. */
  started(): void {
    clearTimeout(this.#startTimer);
  }

  /** Gives back what the session held. */
  leave(): void {
    clearTimeout(this.#startTimer);
    this.#unwatch?.();
    enterState(this, { name: 'closed' });
    this.connection.close();
  }

  #flush(): Promise<void> | undefined {
    if (this.#held === '') return undefined;
    const held = this.#held;
    this.#held = '';
    return this.connection.write(held);
  }

  /** Ends the session from outside: at once while it waits for a command, else behind the answer. */
  #stop(lastWords: string): void {
    this.#stopping ??= lastWords;
    if (!this.#busy) this.end(this.#stopping);
  }

  /** The password was changed, or the account may do nothing any more. An answer under way has a moment to end. */
  #loginEnded(): void {
    this.log.info({ account: this.user?.address }, 'login ended');
    this.#stop('421 4.7.0 The login is no longer valid');
    setTimeout(() => this.connection.close(), LAST_ANSWER_MS).unref();
  }

  #limitStart(ms: number): void {
    this.#startTimer = setTimeout(() => {
      if (this.state.name === 'data' || this.state.name === 'chunks') this.#limitStart(ms);
      else this.end('421 4.4.2 Nothing came of this connection, closing it');
    }, ms);
  }
}

/** A reply is one line of ASCII whatever it tells about (RFC 5321 4.2). */
function asciiLine(line: string): string {
  return /^[\t -~]*$/.test(line) ? line : line.replace(/[^\t -~]/g, '?');
}
