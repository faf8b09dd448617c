import { setImmediate } from 'node:timers/promises';
import type { Authenticated } from '@postroom/directory';
import type { Connection } from '@postroom/net';
import type { Services } from '../services.ts';
import { Input } from './input.ts';
import type { SessionLog } from './log.ts';
import { enterState, type SessionState } from './state.ts';

/** Thrown when the client disconnects in the middle of a response, which then need not be finished. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** How long a running response may still take after the login has ended. */
const LAST_ANSWER_MS = 2_000;

/** After this time the rest of a client's work waits until other sessions had a turn. */
const TURN_MS = 20;

/** The session of one client. */
export class Session {
  readonly connection: Connection;
  readonly services: Services;
  readonly log: SessionLog;
  readonly input: Input;
  /** Only enterState changes it. */
  state: SessionState = { name: 'authorization', user: null };
  /** Whether the client has sent UTF8 (RFC 6856 2.1). */
  utf8 = false;
  badCommands = 0;
  failedLogins = 0;
  /** Whether a command is running. */
  busy = false;
  #stopping: string | undefined;
  #turnBegan = performance.now();
  #onLeave: (() => void) | undefined;
  readonly #loginTimer: NodeJS.Timeout;

  constructor(connection: Connection, services: Services) {
    this.connection = connection;
    this.services = services;
    this.log = services.log.child({ session: connection.id, client: connection.remoteAddress });
    this.input = new Input(connection);
    // RFC 1939 3 on autologout: the connection is closed without a response, and no message is removed.
    this.#loginTimer = setTimeout(() => connection.close(), services.settings.loginTimeout);
    connection.onShutdown = () => this.stop();
  }

  /** Whether the session still accepts commands. */
  get open(): boolean {
    return this.state.name !== 'closed' && this.#stopping === undefined && !this.connection.closed;
  }

  /** Sends text or octets; a returned promise asks to wait while the client is slow. Throws ConnectionLost when the client is gone. */
  send(data: string | Buffer): Promise<void> | undefined {
    // A client that pipelines commands gets the responses together.
    const full = this.input.waiting ? this.connection.write(data) : this.connection.writeNow(data);
    if (full) return full.then(() => this.#requireClient());
    this.#requireClient();
    return undefined;
  }

  /** Waits for a turn of the event loop when this session has kept others waiting for long; otherwise returns undefined. */
  giveWay(): Promise<void> | undefined {
    const now = performance.now();
    if (now - this.#turnBegan < TURN_MS) return undefined;
    return setImmediate().then(() => {
      this.#turnBegan = performance.now();
    });
  }

  #requireClient(): void {
    if (this.connection.closed) throw new ConnectionLost('the client went away');
  }

  /** Replaces the limit on the time of login by a limit on silence, and ends the session when its login ends. */
  loggedIn(login: Authenticated): void {
    this.#onLeave = this.services.logins.watch(login, () => this.#loginEnded());
    clearTimeout(this.#loginTimer);
    this.connection.setIdle(this.services.settings.idleTimeout, () => this.connection.close());
  }

  /** Ends the session from outside: at once while it waits for a command, else after the running response. */
  stop(reason = '[SYS/TEMP] The server is shutting down, try again later'): void {
    this.#stopping ??= reason;
    if (!this.busy) this.sayGoodbye();
  }

  /** Sends the last response to a client that did not ask to leave. Messages marked as deleted stay (RFC 1939 6). */
  sayGoodbye(): void {
    if (this.#stopping === undefined || this.state.name === 'closed') return;
    void this.connection.write(`-ERR ${this.#stopping}\r\n`);
    this.connection.close();
  }

  /** Ends the session because the password was changed or the account may log in no more. A running response gets a moment to finish. */
  #loginEnded(): void {
    this.log.info({}, 'login ended');
    this.stop('[AUTH] The login is no longer valid');
    setTimeout(() => this.connection.destroy(), LAST_ANSWER_MS).unref();
  }

  /** Releases what the session holds. */
  async leave(): Promise<void> {
    clearTimeout(this.#loginTimer);
    this.#onLeave?.();
    const { state } = this;
    enterState(this, { name: 'closed' });
    if (state.name === 'transaction') await state.maildrop.close();
  }
}
