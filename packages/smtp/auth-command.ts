import { CommandSyntaxError } from './command-line.ts';

export interface AuthCommand {
  readonly mechanism: string;
  /** Base64, `=` for an empty response; undefined when there is none. */
  readonly initialResponse: string | undefined;
}

/** Reads `mechanism [initial-response]`, RFC 4954 4. */
export function parseAuthCommand(args: string): AuthCommand {
  const [mechanism = '', initialResponse, ...more] = args.split(/ +/);
  if (mechanism === '' || more.length > 0) throw new CommandSyntaxError(501, '5.5.4', 'Expected a mechanism');
  return { mechanism, initialResponse };
}
