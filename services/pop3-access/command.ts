import type { Session } from './session/session.ts';
import type { StateName } from './session/state.ts';

/** The text behind +OK; undefined when the command sent its answer itself. */
export type Reply = string | undefined;

/** One command, in a file of its own. */
export interface Command<Args> {
  /** In capitals. */
  readonly name: string;
  readonly states: readonly StateName[];
  /** Reads what stands behind the name and one space; throws BadCommand. */
  parse(args: string): Args;
  /** Does it. What is thrown becomes the -ERR answer. */
  run(session: Session, args: Args): Promise<Reply> | Reply;
}

export type AnyCommand = Command<unknown>;

/** Declares a command, fitting the type of what `parse` gives to what `run` takes. */
export function command<Args>(declared: Command<Args>): AnyCommand {
  return declared as AnyCommand;
}
