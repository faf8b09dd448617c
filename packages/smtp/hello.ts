import { CommandSyntaxError } from './command-line.ts';

/** RFC 5321 4.5.3.1.2: a domain has 255 octets at most. */
const MAX_NAME_OCTETS = 255;

/**
 * What a client calls itself in EHLO or HELO, RFC 5321 4.1.1.1: one word. Whether it is a domain or a literal is not
 * looked at, since a client must not be refused for its name (4.1.4); it is judged where it is written down.
 */
export function parseHello(args: string): string {
  if (args === '' || /[\s\p{Cc}]/u.test(args) || Buffer.byteLength(args) > MAX_NAME_OCTETS) {
    throw new CommandSyntaxError(501, '5.5.4', 'Expected your domain or address literal');
  }
  return args;
}
