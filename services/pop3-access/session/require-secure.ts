import { BadCommand } from '../arguments.ts';
import type { Session } from './session.ts';

/** Throws BadCommand where a password would travel in clear (RFC 2595 2.1): only TLS or a connection within this machine is allowed. */
export function requireSecure(session: Session): void {
  if (!session.connection.secure) throw new BadCommand('[SYS/PERM] Log in over TLS: use STLS or the TLS port');
}
