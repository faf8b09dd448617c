import type { Connection } from '@postroom/net';
import type { AccountChange } from '@postroom/types';
import { ReadAhead } from '../fetch/read-ahead.ts';
import type { Services } from '../services.ts';
import { Input } from './input.ts';
import type { SessionLog } from './log.ts';
import { Output } from './output.ts';
import { enterState, type SessionState } from './state.ts';

/** How long a running command may still take after the login has ended. */
const LAST_ANSWER_MS = 2_000;

/** The session of one client. Thousands of them are idle at the same time, so it holds little memory. */
export class Session {
  readonly connection: Connection;
  readonly services: Services;
  readonly log: SessionLog;
  readonly input: Input;
  readonly output: Output;
  readonly ahead: ReadAhead;
  /** Only enterState changes it. */
  state: SessionState = { name: 'not-authenticated' };
  /** Extensions that the client has switched on (RFC 5161), in capitals. */
  readonly enabled = new Set<string>();
  /** Bad commands in a row. */
  badCommands = 0;
  failedLogins = 0;
  /** The tag of the running command. */
  tag = '';
  /** Whether a command is running. */
  busy = false;
  /** The text of the BYE that is due after the running command. */
  ending: string | undefined;
  /** Set while a command waits for changes (IDLE); makes it send updates. */
  wake: (() => void) | undefined;
  /** Undoes at the end of the session what the login did. */
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

  /** Starts the limits on silence (RFC 3501 5.4) and on the time until the login. */
  startTimers(): void {
    const { loginTimeout, idleTimeout } = this.services.settings;
    this.#loginTimer = setTimeout(() => void this.end('Login timed out'), loginTimeout);
    this.connection.setIdle(idleTimeout, () => void this.end('Idle for too long, logging out'));
  }

  loggedIn(): void {
    clearTimeout(this.#loginTimer);
  }

  /** Called when something in an account changed. A change of the selected mailbox is sent at once by IDLE, else after a later command. */
  noticed({ accountId, mailboxIds, modseq }: AccountChange): void {
    if (this.state.name !== 'selected') return;
    const { mailbox } = this.state;
    // A change in the user's own account, while somebody else's mailbox is selected: the user's rights may have changed.
    const isElsewhere = accountId !== mailbox.accountId;
    if (mailboxIds.length > 0 && (isElsewhere || !mailboxIds.includes(mailbox.mailboxId))) return;
    mailbox.updates.noticed(isElsewhere ? 0 : modseq);
    this.wake?.();
  }

  /** Sends BYE from within a command; the session ends after its tagged response. */
  async bye(text: string): Promise<void> {
    if (this.state.name === 'logout') return;
    enterState(this, { name: 'logout' });
    this.output.line(`* BYE ${text}`);
    await this.output.flush();
  }

  /** Ends the session after the running command, or at once if there is none. */
  endSoon(text: string): void {
    if (this.busy && !this.wake) this.ending = text;
    else void this.end(text);
  }

  /** Ends the session because the password was changed or the account may log in no more. A running command gets a moment to finish. */
  loginEnded(): void {
    this.log.info({}, 'login ended');
    const text = '[UNAVAILABLE] The login is no longer valid'; // RFC 5530 3
    this.endSoon(text);
    setTimeout(() => this.connection.destroy(), LAST_ANSWER_MS).unref();
  }

  /** Ends the session from outside, whatever it is doing. */
  async end(text: string): Promise<void> {
    // A BYE in the middle of a response might be taken for a part of a message.
    const speakable = !this.busy || this.wake !== undefined;
    if (speakable && this.state.name !== 'logout') this.output.line(`* BYE ${text}`);
    enterState(this, { name: 'logout' });
    void this.output.flush();
    this.connection.close();
    this.wake?.();
  }

  /** Releases what the session holds. */
  leave(): void {
    clearTimeout(this.#loginTimer);
    if (this.state.name === 'selected') this.state.mailbox[Symbol.dispose]();
    this.onLeave?.();
    this.onLeave = undefined;
  }
}
