import { BadCommand, noArguments } from '../arguments.ts';
import { command } from '../command.ts';
import { AUTHORIZATION, enterState } from '../session/state.ts';

/** RFC 2595 4. What the client sent and what the server knew of it before TLS is discarded. */
export const stls = command({
  name: 'STLS',
  states: AUTHORIZATION,
  parse: noArguments,
  async run(session) {
    if (!session.connection.canStartTls) throw new BadCommand('TLS is not possible or already active');
    // RFC 6856 2.1: a client must not send STLS after UTF8.
    if (session.utf8) throw new BadCommand('Not possible after UTF8');
    const unread = session.input.clear();
    const { discarded } = await session.connection.startTls('+OK Begin TLS\r\n');
    if (unread + discarded > 0)
      session.log.warn({ bytes: unread + discarded }, 'discarded data that the client sent after STLS in clear text');
    enterState(session, { name: 'authorization', user: null });
    session.log.debug({ tls: session.connection.tls }, 'TLS');
    return undefined;
  },
});
