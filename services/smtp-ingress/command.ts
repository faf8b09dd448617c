import type { Role } from './services.ts';
import type { Session } from './session/session.ts';
import type { StateName } from './session/state.ts';

/** One line, code and text; undefined when the command has said all itself. */
export type Reply = string | undefined;

/** One command, in a file of its own. */
export interface Command<Args> {
  /** In capitals. */
  readonly name: string;
  /** The ports that know it; all of them unless told. */
  readonly roles?: readonly Role[];
  /** Where it is possible; elsewhere the answer is 503. */
  readonly states: readonly StateName[];
  /** Reads what stands behind the name. Throws what the table of errors knows. */
  parse(args: string): Args;
  /** Does it. What is thrown becomes the answer. */
  run(session: Session, args: Args): Promise<Reply> | Reply;
}

export type AnyCommand = Command<unknown>;

/** Declares a command, fitting the type of what `parse` gives to what `run` takes. */
export function command<Args>(declared: Command<Args>): AnyCommand {
  return declared as AnyCommand;
}
