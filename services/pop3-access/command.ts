import type { Session } from './session/session.ts';
import type { StateName } from './session/state.ts';

/** The text after +OK; undefined when the command has sent its response itself. */
export type Reply = string | undefined;

/** One command; each has a file of its own. */
export interface Command<Args> {
  /** The keyword in capitals. */
  readonly name: string;
  readonly states: readonly StateName[];
  /** Parses what follows the name and one space. Throws BadCommand. */
  parse(args: string): Args;
  /** Carries the command out. The dispatcher turns what it throws into an -ERR response. */
  run(session: Session, args: Args): Promise<Reply> | Reply;
}

export type AnyCommand = Command<unknown>;

/** Declares a command and checks that the result of `parse` fits the arguments of `run`. */
export function command<Args>(declared: Command<Args>): AnyCommand {
  return declared as AnyCommand;
}
