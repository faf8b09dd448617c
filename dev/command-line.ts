import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * Parses the arguments after `npm run NAME --`. With --help it prints the usage; with an unknown argument it prints an error and
 * the usage. Both end the program.
 * @param usage one line, as it is typed
 */
export function commandLine<Own extends Options>(usage: string, options: Own, { operands = false } = {}) {
  try {
    const all = { ...options, help: { type: 'boolean' } } as const satisfies Options;
    const { values, positionals } = parseArgs({ options: all, allowPositionals: operands });
    if (!('help' in values) || !values.help) return { values, operands: positionals as string[] };
    console.log(`Usage: ${usage}`);
    process.exit(0);
  } catch (error) {
    const [about = ''] = (error as Error).message.split('. ');
    console.error(`postroom: ${about}\nUsage: ${usage}`);
    process.exit(2);
  }
}
