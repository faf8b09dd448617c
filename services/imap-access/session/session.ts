import type { Connection } from '@postroom/net';
import type { AccountChange } from '@postroom/types';
import { ReadAhead } from '../fetch/read-ahead.ts';
import type { Services } from '../services.ts';
import { Input } from './input.ts';
import type { SessionLog } from './log.ts';
import { Output } from './output.ts';
import { enterState, type SessionState } from './state.ts';

/** How long a command may still take when the login has ended. */
const LAST_ANSWER_MS = 2_000;

/** One client. Thousands of these are idle at a time, so it holds little. */
export class Session {
  readonly connection: Connection;
  readonly services: Services;
  readonly log: SessionLog;
  readonly input: Input;
  readonly output: Output;
  readonly ahead: ReadAhead;
  /** Changed by enterState alone. */
  state: SessionState = { name: 'not-authenticated' };
  /** Extensions the client switched on (RFC 5161), in capitals. */
  readonly enabled = new Set<string>();
  /** Faulty commands in a row. */
  badCommands = 0;
  failedLogins = 0;
  /** Of the command that is being answered. */
  tag = '';
  /** A command is being answered. */
  busy = false;
  /** The goodbye that is due when the command is answered. */
  ending: string | undefined;
  /** Set while a command waits for changes (IDLE): has it send updates. */
  wake: (() => void) | undefined;
  /** What is to be undone when the session ends: what logging in took. */
  onLeave: (() => void) | undefined;
  #loginTimer: NodeJS.Timeout | undefined;

  constructor(connection: Connection, services: Services) {
    this.connection = connection;
    this.services = services;
    this.log = services.log.child({ session: connection.id, client: connection.remoteAddress });
    this.input = new Input(connection, services.settings.loginLimits);
    this.output = new Output(connection);
    this.ahead = new ReadAhead(services.readAhead);
  }

  /** Silence ends a session (RFC 3501 5.4); a client that has not logged in has no time to talk either. */
  startTimers(): void {
    const { loginTimeout, idleTimeout } = this.services.settings;
    this.#loginTimer = setTimeout(() => void this.end('Login timed out'), loginTimeout);
    this.connection.setIdle(idleTimeout, () => void this.end('Autologout; idle for too long'));
  }

  loggedIn(): void {
    clearTimeout(this.#loginTimer);
  }

  /** Something of the account changed. If it is the selected mailbox, the client is told: now, while it waits, or soon. */
  noticed({ accountId, mailboxIds, modseq }: AccountChange): void {
    if (this.state.name !== 'selected') return;
    const { mailbox } = this.state;
    // Of the user's own account, while somebody else's mailbox is selected: his rights may be others.
    const isElsewhere = accountId !== mailbox.accountId;
    if (mailboxIds.length > 0 && (isElsewhere || !mailboxIds.includes(mailbox.mailboxId))) return;
    mailbox.updates.noticed(isElsewhere ? 0 : modseq);
    this.wake?.();
  }

  /** Says goodbye from within a command; the session ends behind its tagged answer. */
  async bye(text: string): Promise<void> {
    if (this.state.name === 'logout') return;
    enterState(this, { name: 'logout' });
    this.output.line(`* BYE ${text}`);
    await this.output.flush();
  }

  /** Ends the session when the command at hand is answered, or at once if there is none. */
  endSoon(text: string): void {
    if (this.busy && !this.wake) this.ending = text;
    else void this.end(text);
  }

  /** The password was changed, or the account may do nothing any more. A command under way has a moment to end. */
  loginEnded(): void {
    this.log.info({}, 'login ended');
    const text = '[UNAVAILABLE] The login is no longer valid'; // RFC 5530 3
    this.endSoon(text);
    setTimeout(() => this.connection.destroy(), LAST_ANSWER_MS).unref();
  }

  /** Ends the session from outside, whatever it is doing or waiting for. */
  async end(text: string): Promise<void> {
    // Words of ours in the middle of a response might pass for a piece of someone's mail.
    const speakable = !this.busy || this.wake !== undefined;
    if (speakable && this.state.name !== 'logout') this.output.line(`* BYE ${text}`);
    enterState(this, { name: 'logout' });
    void this.output.flush();
    this.connection.close();
    this.wake?.();
  }

  /** Gives back what the session held. */
  leave(): void {
    clearTimeout(this.#loginTimer);
    if (this.state.name === 'selected') this.state.mailbox[Symbol.dispose]();
    this.onLeave?.();
    this.onLeave = undefined;
  }
}
