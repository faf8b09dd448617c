import type { Capability } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import { EXTENSIONS } from './extensions.ts';
import type { Session } from './session/session.ts';

/** What every command and extension declares, in the order of their lists, each name once. */
const DECLARED: readonly Capability[] = [...EXTENSIONS, ...COMMANDS.flatMap((command) => command.capabilities ?? [])];

/** The CAPABILITY list for a session as it is now (RFC 3501 7.2.1). */
export function capabilities(session: Session): string {
  const names = DECLARED.filter((capability) => capability.when?.(session) ?? true).map(({ name }) => name);
  return [...new Set(names)].join(' ');
}
