import type { Words } from '@postroom/imap';
import type { Declared, Extension } from './extension.ts';
import type { Protocol } from './protocol.ts';
import { CommandTable } from './session/command-table.ts';

/** Combines the declarations of all extensions. Throws if two of them declare the same word. */
export function protocolOf(extensions: readonly Extension[]): { protocol: Protocol; commands: CommandTable } {
  const capabilities = extensions.flatMap((extension) => extension.capabilities);
  const words = <T>(declared: (extension: Extension) => Declared<T> | undefined): Words<T> => {
    const readers = merged(extensions, declared);
    return new Map([...readers].map(([name, read]) => [name, (args) => read(args, protocol)]));
  };
  const protocol: Protocol = {
    capabilities: (session) =>
      capabilities
        .filter((capability) => typeof capability === 'string' || capability.when(session))
        .map((capability) => (typeof capability === 'string' ? capability : capability.name))
        .join(' '),
    enableables: merged(extensions, ({ enable }) => enable && { [enable.name]: enable }),
    selectParameters: words((each) => each.selectParameters),
    selectCodes: extensions.flatMap((each) => each.selectCodes ?? []),
    fetchItems: words((each) => each.fetchItems),
    fetchModifiers: words((each) => each.fetchModifiers),
    flagCompanions: extensions.flatMap((each) => each.flagCompanions ?? []),
    storeModifiers: words((each) => each.storeModifiers),
    searchKeys: merged(extensions, (each) => each.searchKeys),
    resultOptions: words((each) => each.resultOptions),
    statusItems: words((each) => each.statusItems),
    listSelections: words((each) => each.listSelections),
    listReturns: words((each) => each.listReturns),
    listAttributes: extensions.flatMap((each) => each.listAttributes ?? []),
  };
  const commands = merged(extensions, (each) =>
    Object.fromEntries((each.commands ?? []).map((one) => [one.name, one])),
  );
  return { protocol, commands: new CommandTable([...commands.values()]) };
}

function merged<T>(
  extensions: readonly Extension[],
  declared: (extension: Extension) => Readonly<Record<string, T>> | undefined,
): ReadonlyMap<string, T> {
  const table = new Map<string, T>();
  for (const extension of extensions) {
    for (const [name, value] of Object.entries(declared(extension) ?? {})) {
      if (table.has(name)) throw new Error(`two extensions declare ${name}`);
      table.set(name, value);
    }
  }
  return table;
}
