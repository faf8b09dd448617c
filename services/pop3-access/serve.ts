import { type Connection, HandshakeError } from '@postroom/net';
import type { Services } from './services.ts';
import { runCommands } from './session/dispatch.ts';
import { ConnectionLost, Session } from './session/session.ts';

/** Serves one POP3 session from greeting to end. The greeting has no `<…>`, which would offer APOP (RFC 1939 7). */
export async function servePop3(connection: Connection, services: Services): Promise<void> {
  const session = new Session(connection, services);
  try {
    await session.send(`+OK ${services.settings.hostname} Postroom POP3 is ready\r\n`);
    await runCommands(session);
  } catch (error) {
    if (!(error instanceof ConnectionLost || error instanceof HandshakeError)) throw error;
    session.log.debug({ err: connection.error ?? error }, 'connection lost');
  } finally {
    await session.leave();
  }
}
