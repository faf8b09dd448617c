import type { AnyCommand } from '../command.ts';

/** The commands of the server by name. */
export class CommandTable {
  readonly #byName: ReadonlyMap<string, AnyCommand>;
  readonly #prefixes: ReadonlySet<string>;

  constructor(commands: readonly AnyCommand[]) {
    this.#byName = new Map(commands.map((command) => [command.name, command]));
    this.#prefixes = new Set(commands.flatMap(({ name }) => name.split(' ').slice(0, -1)));
  }

  /** Returns the command of a name, which is given in capitals. */
  find(name: string): AnyCommand | undefined {
    return this.#byName.get(name);
  }

  /** Whether the next word belongs to the name, as after UID. */
  isPrefix(word: string): boolean {
    return this.#prefixes.has(word);
  }
}
