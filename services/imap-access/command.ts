import type { Decoder } from '@postroom/imap';
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

/** A word of the CAPABILITY response. */
export interface Capability {
  readonly name: string;
  /** Whether this session has it now; without it, every session always has. */
  readonly when?: (session: Session) => boolean;
}

/** What may be told of the selected mailbox before the tagged answer. */
export type Flush = 'everything' | 'no-expunges' | 'nothing';

/**
 * Whether a command looks for news of the selected mailbox, or does so only when there may be some: for those that
 * clients send by the hundred. They owe the client what was observed, not a look (RFC 3501 5.2).
 */
export type Looks = 'always' | 'when-due';

/** One command (RFC 3501 6), in a file of its own. */
export interface Command<Args> {
  /** In capitals; `UID FETCH` is the command FETCH behind UID. */
  readonly name: string;
  readonly states: readonly StateName[];
  /** What a server that has this command says it can. */
  readonly capabilities?: readonly Capability[];
  /** `everything` if left out. */
  readonly flush?: Flush;
  /** `always` if left out. */
  readonly looks?: Looks;
  /** Reads the arguments, leading space included, up to the end of the command, which the dispatcher looks for. */
  parse(args: Decoder, session: Session): Args;
  /** Does it. A MailError or ImapSyntaxError thrown becomes the tagged answer; so does a missing reply (OK). */
  run(session: Session, args: Args): Promise<Reply | undefined>;
}

export type AnyCommand = Command<unknown>;

/** Declares a command, fitting the type of what `parse` gives to what `run` takes. */
export function command<Args>(declared: Command<Args>): AnyCommand {
  return declared as AnyCommand;
}

/** `parse` for commands without arguments. */
export const nothing = (): undefined => undefined;
