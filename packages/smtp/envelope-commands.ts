import { CommandSyntaxError } from './command-line.ts';
import { type MailParameters, mailParameters } from './mail-parameters.ts';
import { parseParameters, type RcptParameters, rcptParameters } from './parameters.ts';
import { scanPath } from './path.ts';

export interface MailCommand {
  /** The address as given, without brackets and source route; '' is the null reverse-path (RFC 5321 4.5.5). */
  readonly address: string;
  readonly parameters: MailParameters;
}

export interface RcptCommand {
  /** The address as given; `postmaster` may have no domain (RFC 5321 4.1.1.3). */
  readonly address: string;
  readonly parameters: RcptParameters;
  /** All arguments as given: an original address (ORCPT) may contain non-ASCII characters too (RFC 6533 3). */
  readonly given: string;
}

const NOT_ASCII = /[^\0-\x7f]/;

/** Reads `FROM:<reverse-path> [parameters]`, RFC 5321 4.1.1.2. Throws CommandSyntaxError and ParameterError. */
export function parseMailCommand(args: string): MailCommand {
  const found = scanAddress('FROM:', args);
  if (found === undefined || found.path.kind === 'postmaster') {
    throw new CommandSyntaxError(501, '5.1.7', 'Expected FROM:<address>');
  }
  const parameters = mailParameters(parseParameters(found.rest));
  if (!parameters.smtpUtf8) requireAscii(found.address);
  return { address: found.address, parameters };
}

/** Reads `TO:<forward-path> [parameters]` (RFC 5321 4.1.1.3). Throws CommandSyntaxError and ParameterError. */
export function parseRcptCommand(args: string): RcptCommand {
  const found = scanAddress('TO:', args);
  if (found === undefined || found.path.kind === 'null') {
    throw new CommandSyntaxError(501, '5.1.3', 'Expected TO:<address>');
  }
  return { address: found.address, parameters: rcptParameters(parseParameters(found.rest)), given: args };
}

/** Throws for an address that is not ASCII, which needs SMTPUTF8 (RFC 6531 3.4). */
export function requireAscii(given: string): void {
  if (NOT_ASCII.test(given)) throw new CommandSyntaxError(553, '5.6.7', 'This address needs SMTPUTF8');
}

function scanAddress(keyword: string, args: string): ReturnType<typeof scanPath> {
  if (args.slice(0, keyword.length).toUpperCase() !== keyword) return undefined;
  // A blank before the path is against the grammar, but common.
  const found = scanPath(args.slice(keyword.length).replace(/^[ \t]+/, ''));
  return found !== undefined && /^(?: |$)/.test(found.rest) ? found : undefined;
}
