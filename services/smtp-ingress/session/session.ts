import type { Authenticated } from '@postroom/directory';
import type { Screening } from '@postroom/policy';
import type { Logger } from '@postroom/service';
import type { ClientAttributes } from '@postroom/smtp';
import type { Connection } from '../host.ts';
import type { Services } from '../services.ts';
import { Input } from './input.ts';
import { enterState, type SessionState } from './state.ts';

/** Replies of pipelined commands are sent together (RFC 2920 3.2), up to this number of characters. */
const MAX_HELD = 16 * 1024;

/** How long a running reply may still take after the login has ended. */
const LAST_ANSWER_MS = 2_000;

/** The session of one client. */
export class Session {
  readonly connection: Connection;
  readonly services: Services;
  readonly input: Input;
  /** Only enterState changes it. */
  state: SessionState = { name: 'start' };
  /** The logged-in user. */
  user: Authenticated | null = null;
  /** Checks of the client and its mail; null when nothing is checked. */
  screening: Screening | null = null;
  /** The number of errors since the last accepted mail. */
  errors = 0;
  failedLogins = 0;
  /** What a proxy told about the client that it speaks for (XCLIENT). */
  vouched: ClientAttributes | null = null;
  /** What a filter told about the client from which it has the next mail (XFORWARD). */
  forwarded: ClientAttributes | null = null;
  #log: Logger | undefined;
  #held = '';
  #busy = false;
  /** The last reply, when the session is to end after the running command. */
  #stopping: string | undefined;
  #unwatch: (() => void) | undefined;
  #startTimer: NodeJS.Timeout | undefined;

  constructor(connection: Connection, services: Services) {
    this.connection = connection;
    this.services = services;
    this.input = new Input(connection, {
      lineMs: services.settings.lineMs,
      onSlow: () => this.end('421 4.4.2 Timeout while receiving a command'),
      beforeWait: () => this.#flush(),
    });
    connection.onIdle = () => this.end('421 4.4.2 Timeout, closing the connection');
    // RFC 5321 3.8: a server that shuts down replies 421.
    connection.onShutdown = () => this.#stop('421 4.3.2 The server is shutting down, try again later');
    this.#limitStart(services.settings.startMs);
  }

  /** A logger with the client's address. It is made when it is first needed, because most sessions log nothing. */
  get log(): Logger {
    this.#log ??= this.services.log.child({ client: this.connection.client.address });
    return this.#log;
  }

  /** Whether commands are still accepted. */
  get open(): boolean {
    return this.state.name !== 'closed' && !this.connection.closed;
  }

  trace(fields: object, message: string): void {
    if (this.services.log.isLevelEnabled('trace')) this.log.trace(fields, message);
  }

  /** Starts the screening of the client. Returns whether it is welcome; `isEarly` tells that it spoke before the greeting. */
  greet(isEarly: boolean): boolean {
    const { policy, role } = this.services;
    if (role !== 'mx' || !policy) return !isEarly;
    this.screening = policy.screen(this.connection.client.address, isEarly);
    return !this.screening.isUnwelcome;
  }

  /** Adds one whole line to the replies; they are sent before waiting for the client. */
  reply(line: string): void {
    this.#held += `${asciiLine(line)}\r\n`;
    if (this.#held.length > MAX_HELD) void this.#flush();
  }

  /** Adds the lines of one reply. */
  replyLines(code: number, lines: readonly string[]): void {
    for (const [index, line] of lines.entries()) this.reply(`${code}${index === lines.length - 1 ? ' ' : '-'}${line}`);
  }

  /** Sends the replies so far. */
  flush(): void {
    void this.#flush();
  }

  /** Sends a last reply and closes the session. Nothing that the client still sends is read. */
  end(lastWords: string): void {
    if (this.state.name === 'closed') return;
    this.trace({ lastWords }, 'ended');
    this.reply(lastWords);
    this.flush();
    enterState(this, { name: 'closed' });
    this.connection.close();
  }

  /** Runs one command. If the service wants to stop in the meantime, the session ends after it. */
  async during(work: () => Promise<void>): Promise<void> {
    this.#busy = true;
    await work();
    this.#busy = false;
    if (this.#stopping !== undefined) this.end(this.#stopping);
  }

  /** Sets the user. From now on the session ends when its login ends. */
  loggedIn(user: Authenticated): void {
    this.user = user;
    this.#unwatch = this.services.logins.watch(user, () => this.#loginEnded());
    this.started();
  }

  /** Forgets the user. */
  logOut(): void {
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.user = null;
  }

  /** Starts anew with another client, about which nothing is known yet. */
  begin(): void {
    this.#log = undefined;
    this.screening = null;
    this.errors = 0;
    this.failedLogins = 0;
  }

  /** Ends the limit on the time of the start: the client has logged in or has sent a mail. */
  started(): void {
    clearTimeout(this.#startTimer);
  }

  /** Releases what the session holds. */
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

  /** Ends the session from outside: at once while it waits for a command, else after the running command. */
  #stop(lastWords: string): void {
    this.#stopping ??= lastWords;
    if (!this.#busy) this.end(this.#stopping);
  }

  /** Ends the session because the password was changed or the account may log in no more. A running reply gets a moment to finish. */
  #loginEnded(): void {
    this.log.info({ account: this.user?.address }, 'login ended');
    this.#stop('421 4.7.0 The login is no longer valid');
    setTimeout(() => this.connection.close(), LAST_ANSWER_MS).unref();
  }

  #limitStart(ms: number): void {
    this.#startTimer = setTimeout(() => {
      if (this.state.name === 'data' || this.state.name === 'chunks') this.#limitStart(ms);
      else this.end('421 4.4.2 No login or message in time, closing the connection');
    }, ms);
  }
}

/** Returns a line with only ASCII characters, as replies must be (RFC 5321 4.2). */
function asciiLine(line: string): string {
  return /^[\t -~]*$/.test(line) ? line : line.replace(/[^\t -~]/g, '?');
}
