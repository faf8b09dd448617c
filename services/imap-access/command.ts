import type { Decoder } from '@postroom/imap';
import type { Protocol } from './protocol.ts';
import type { Session } from './session/session.ts';
import type { StateName } from './session/state.ts';

/** The tagged response to a command that was understood. */
export interface Reply {
  /** OK by default. */
  readonly status?: 'NO' | 'BAD';
  /** The response code without its brackets. */
  readonly code?: string;
  readonly text: string;
  /** Sends the tagged line, for commands that do more with it (STARTTLS) or must not wait for it. */
  readonly send?: (line: string) => Promise<void>;
}

/** Which updates of the selected mailbox may be sent before the tagged response. */
export type Flush = 'everything' | 'no-expunges' | 'nothing';

/**
 * When a command reads updates of the selected mailbox: always, or only when there may be some. The second is for commands that
 * clients send by the hundred; RFC 3501 5.2 only demands that observed updates are sent.
 */
export type Syncs = 'always' | 'when-due';

/** One command (RFC 3501 6); each has a file of its own. */
export interface Command<Args> {
  /** The name in capitals; `UID FETCH` is the command FETCH after UID. */
  readonly name: string;
  readonly states: readonly StateName[];
  /** Whether the command and its responses name messages by UID (RFC 3501 6.4.8). */
  readonly uid?: boolean;
  /** Whether the command waits for the client or for other sessions, so that its duration is not measured. */
  readonly waits?: boolean;
  /** `everything` by default. */
  readonly flush?: Flush;
  /** `always` by default. */
  readonly syncs?: Syncs;
  /** Parses the arguments with the space before them. The dispatcher checks that the command ends there. */
  parse(args: Decoder, protocol: Protocol): Args;
  /** Carries the command out. A MailError or ImapSyntaxError becomes the tagged response; undefined means OK. */
  run(session: Session, args: Args, protocol: Protocol): Promise<Reply | undefined>;
}

export type AnyCommand = Command<unknown>;

/** Declares a command and checks that the result of `parse` fits the arguments of `run`. */
export function command<Args>(declared: Command<Args>): AnyCommand {
  return declared as AnyCommand;
}

/** The `parse` of commands without arguments. */
export const nothing = (): undefined => undefined;
