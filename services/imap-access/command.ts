import type { Decoder } from '@postroom/imap';
import type { Protocol } from './protocol.ts';
import type { Session } from './session/session.ts';
import type { StateName } from './session/state.ts';

/** The tagged answer to a command that was understood. */
export interface Reply {
  /** OK if left out. */
  readonly status?: 'NO' | 'BAD';
  /** A response code without its brackets. */
  readonly code?: string;
  readonly text: string;
  /** Sends the tagged line, where something must happen with it (STARTTLS) or must not be waited for. */
  readonly send?: (line: string) => Promise<void>;
}

/** What may be told of the selected mailbox before the tagged answer. */
export type Flush = 'everything' | 'no-expunges' | 'nothing';

/**
 * Whether a command brings the client up to date with the selected mailbox, or does so only when there may be something: for
 * those that clients send by the hundred. They owe the client what was observed, not a query (RFC 3501 5.2).
 */
export type Syncs = 'always' | 'when-due';

/** One command (RFC 3501 6), in a file of its own. */
export interface Command<Args> {
  /** In capitals; `UID FETCH` is the command FETCH behind UID. */
  readonly name: string;
  readonly states: readonly StateName[];
  /** It names messages by UID, and so do the responses to it (RFC 3501 6.4.8). */
  readonly uid?: boolean;
  /** It waits for the client or for others, so the time it takes says nothing. */
  readonly waits?: boolean;
  /** `everything` if left out. */
  readonly flush?: Flush;
  /** `always` if left out. */
  readonly syncs?: Syncs;
  /** Reads the arguments, leading space included, up to the end of the command, which the dispatcher looks for. */
  parse(args: Decoder, protocol: Protocol): Args;
  /** Does it. A MailError or ImapSyntaxError thrown becomes the tagged answer; so does a missing reply (OK). */
  run(session: Session, args: Args, protocol: Protocol): Promise<Reply | undefined>;
}

export type AnyCommand = Command<unknown>;

/** Declares a command, fitting the type of what `parse` gives to what `run` takes. */
export function command<Args>(declared: Command<Args>): AnyCommand {
  return declared as AnyCommand;
}

/** `parse` for commands without arguments. */
export const nothing = (): undefined => undefined;
