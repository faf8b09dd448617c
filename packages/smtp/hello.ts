import { CommandSyntaxError } from './command-line.ts';

/** The most octets of a domain (RFC 5321 4.5.3.1.2). */
const MAX_NAME_OCTETS = 255;

/**
 * Reads the name that a client gives in EHLO or HELO (RFC 5321 4.1.1.1): one word. It may be no valid domain or literal,
 * since a client must not be refused for its name (4.1.4); code that writes it down checks it.
 */
export function parseHello(args: string): string {
  if (args === '' || /[\s\p{Cc}]/u.test(args) || Buffer.byteLength(args) > MAX_NAME_OCTETS) {
    throw new CommandSyntaxError(501, '5.5.4', 'Expected your domain or address literal');
  }
  return args;
}
