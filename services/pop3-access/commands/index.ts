import type { AnyCommand } from '../command.ts';
import { auth } from './auth.ts';
import { capa } from './capa.ts';
import { dele } from './dele.ts';
import { list } from './list.ts';
import { noop } from './noop.ts';
import { pass } from './pass.ts';
import { quit } from './quit.ts';
import { retr } from './retr.ts';
import { rset } from './rset.ts';
import { stat } from './stat.ts';
import { stls } from './stls.ts';
import { top } from './top.ts';
import { uidl } from './uidl.ts';
import { user } from './user.ts';
import { utf8 } from './utf8.ts';

/**
 * APOP is left out: it needs every password stored in clear, and whoever listens can break its MD5 digest.
 * LANG (RFC 6856 3) is left out, too.
 */
const commands = new Map<string, AnyCommand>(
  [auth, capa, dele, list, noop, pass, quit, retr, rset, stat, stls, top, uidl, user, utf8].map((command) => [
    command.name,
    command,
  ]),
);

/** Returns the command of this name, which is given in capitals. */
export function findCommand(name: string): AnyCommand | undefined {
  return commands.get(name);
}
