import type { Role } from './services.ts';
import type { Session } from './session/session.ts';
import type { StateName } from './session/state.ts';

/** The reply as one line of code and text; undefined when the command has sent its reply itself. */
export type Reply = string | undefined;

/** One command; each has a file of its own. */
export interface Command<Args> {
  /** The keyword in capitals. */
  readonly name: string;
  /** The roles of ports that know the command; all by default. */
  readonly roles?: readonly Role[];
  /** The states in which the command is possible; in others the reply is 503. */
  readonly states: readonly StateName[];
  /** Parses what follows the name. Throws errors that session/errors.ts knows. */
  parse(args: string): Args;
  /** Carries the command out. What it throws becomes the reply. */
  run(session: Session, args: Args): Promise<Reply> | Reply;
}

export type AnyCommand = Command<unknown>;

/** Declares a command and checks that the result of `parse` fits the arguments of `run`. */
export function command<Args>(declared: Command<Args>): AnyCommand {
  return declared as AnyCommand;
}
