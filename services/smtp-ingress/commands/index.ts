import type { AnyCommand } from '../command.ts';
import type { Role } from '../services.ts';
import { auth } from './auth.ts';
import { bdat } from './bdat.ts';
import { data } from './data.ts';
import { ehlo, helo, lhlo } from './hello.ts';
import { help } from './help.ts';
import { mail } from './mail.ts';
import { noop } from './noop.ts';
import { quit } from './quit.ts';
import { rcpt } from './rcpt.ts';
import { rset } from './rset.ts';
import { starttls } from './starttls.ts';
import { vrfy } from './vrfy.ts';
import { xclient } from './xclient.ts';
import { xforward } from './xforward.ts';

const commands = new Map<string, AnyCommand>(
  [auth, bdat, data, ehlo, helo, help, lhlo, mail, noop, quit, rcpt, rset, starttls, vrfy, xclient, xforward].map(
    (command) => [command.name, command],
  ),
);

/** Commands of RFC 5321 3.5, RFC 1985 and RFC 821 that no port has: known, but not implemented (RFC 5321 4.2.4). */
export const LEFT_OUT: ReadonlySet<string> = new Set(['EXPN', 'ETRN', 'SAML', 'SEND', 'SOML', 'TURN']);

/** Returns the command of a name, given in capitals, if a port of this role knows it. */
export function findCommand(name: string, role: Role): AnyCommand | undefined {
  const command = commands.get(name);
  return command?.roles?.includes(role) === false ? undefined : command;
}
