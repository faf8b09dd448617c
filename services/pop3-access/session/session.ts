import { setImmediate } from 'node:timers/promises';
import type { Authenticated } from '@postroom/directory';
import type { Connection } from '@postroom/net';
import type { Services } from '../services.ts';
import { Input } from './input.ts';
import type { SessionLog } from './log.ts';
import { enterState, type SessionState } from './state.ts';

/** The client went away in the middle of an answer: nobody is left to finish it for. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** How long an answer may still take when the login has ended. */
const LAST_ANSWER_MS = 2_000;

/** After so long what is left of a client's work waits for that of the others. */
const TURN_MS = 20;

/** One client. */
export class Session {
  readonly connection: Connection;
  readonly services: Services;
  readonly log: SessionLog;
  readonly input: Input;
  /** Changed by enterState alone. */
  state: SessionState = { name: 'authorization', user: null };
  /** UTF8 was said (RFC 6856 2.1). */
  utf8 = false;
  badCommands = 0;
  failedLogins = 0;
  /** A command is being answered. */
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
    // RFC 1939 3 on autologout: the connection is closed without a word, and nothing is removed.
    this.#loginTimer = setTimeout(() => connection.close(), services.settings.loginTimeout);
    connection.onShutdown = () => this.stop();
  }

  /** Whether commands are still to be obeyed. */
  get open(): boolean {
    return this.state.name !== 'closed' && this.#stopping === undefined && !this.connection.closed;
  }

  /** Sends text or bytes; a promise asks to wait while the client is slow. Throws ConnectionLost when it is gone. */
  send(data: string | Buffer): Promise<void> | undefined {
    // Who sent several commands gets their answers together.
    const full = this.input.waiting ? this.connection.write(data) : this.connection.writeNow(data);
    if (full) return full.then(() => this.#requireClient());
    this.#requireClient();
    return undefined;
  }

  /** Waits for a turn of the event loop when this session has kept the others waiting for long; nothing when it has not. */
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

  /** From now on silence is measured, not the time since the greeting, and the session lives as long as its login. */
  loggedIn(login: Authenticated): void {
    this.#onLeave = this.services.logins.watch(login, () => this.#loginEnded());
    clearTimeout(this.#loginTimer);
    this.connection.setIdle(this.services.settings.idleTimeout, () => this.connection.close());
  }

  /** Ends the session from outside: at once while it waits for a command, else behind the answer. */
  stop(reason = '[SYS/TEMP] The server is shutting down, try again later'): void {
    this.#stopping ??= reason;
    if (!this.busy) this.sayGoodbye();
  }

  /** The last words to a client that did not ask to leave. Deleted messages stay (RFC 1939 6). */
  sayGoodbye(): void {
    if (this.#stopping === undefined || this.state.name === 'closed') return;
    void this.connection.write(`-ERR ${this.#stopping}\r\n`);
    this.connection.close();
  }

  /** The password was changed, or the account may do nothing any more. An answer under way has a moment to end. */
  #loginEnded(): void {
    this.log.info({}, 'login ended');
    this.stop('[AUTH] The login is no longer valid');
    setTimeout(() => this.connection.destroy(), LAST_ANSWER_MS).unref();
  }

  /** Gives back what the session held. */
  async leave(): Promise<void> {
    clearTimeout(this.#loginTimer);
    this.#onLeave?.();
    const { state } = this;
    enterState(this, { name: 'closed' });
    if (state.name === 'transaction') await state.maildrop.close();
  }
}
