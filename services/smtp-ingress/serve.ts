import { type Connection, HandshakeFailed } from './host.ts';
import type { Services } from './services.ts';
import { runCommands } from './session/dispatch.ts';
import { greetingOf } from './session/greeting.ts';
import { ConnectionLost } from './session/input.ts';
import { Session } from './session/session.ts';

/** Serves one SMTP session from greeting to end (RFC 5321 3.1). */
export async function serveSmtp(connection: Connection, services: Services): Promise<void> {
  services.metrics.protocol.connected();
  const session = new Session(connection, services);
  try {
    // RFC 5321 3.1: a client must wait for the greeting. A client that does not wait only works through a list of addresses.
    if (!mayConnect(session)) session.end('550 5.7.1 Your address may not connect to this port');
    else if (!session.greet(session.input.pendingBytes > 0))
      session.end('421 4.7.0 Data sent before the greeting, closing the connection');
    else session.reply(greetingOf(services));
    await runCommands(session);
  } catch (error) {
    if (error instanceof ConnectionLost || error instanceof HandshakeFailed)
      session.trace({ err: error }, 'connection lost');
    else session.log.error({ err: error }, 'session failed');
  } finally {
    session.leave();
  }
}

/** Whether the client may connect. LMTP clients are trusted in what they bring, so they must be servers of the operator. */
function mayConnect({ connection, services: { role, settings } }: Session): boolean {
  return role !== 'lmtp' || settings.lmtpFrom.has(connection.client.address);
}
