import type { AnyCommand } from '../command.ts';
import { COMMANDS } from './index.ts';

const BY_NAME: ReadonlyMap<string, AnyCommand> = new Map(COMMANDS.map((command) => [command.name, command]));
const PREFIXES: ReadonlySet<string> = new Set(COMMANDS.flatMap(({ name }) => name.split(' ').slice(0, -1)));

/** The command of that name, which is in capitals. */
export function findCommand(name: string): AnyCommand | undefined {
  return BY_NAME.get(name);
}

/** True for UID: the next word belongs to the name. */
export function isPrefix(word: string): boolean {
  return PREFIXES.has(word);
}
