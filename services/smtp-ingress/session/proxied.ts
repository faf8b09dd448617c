import { isLoopbackAddress, normaliseIpAddress } from '@postroom/net';
import type { ClientAttributes } from '@postroom/smtp';
import { partyOf } from './log-in.ts';
import type { Session } from './session.ts';
import { enterState } from './state.ts';

/** Stands for an unknown address of a client; it is in no list and in no trusted range. */
const NO_ADDRESS = '0.0.0.0';

/** Whether the client may use XCLIENT. After XCLIENT, the address that it named is checked here. */
export function mayVouch({ connection, services }: Session): boolean {
  return services.settings.xclientFrom.has(connection.client.address);
}

/**
 * Starts the session anew for the client that a trusted proxy names; the attributes may come in several commands. The login that it tells
 * is trusted. Throws authentication-failed, account-suspended. Returns false when the session is over.
 */
export async function speakFor(session: Session, attributes: ClientAttributes): Promise<boolean> {
  const { connection, services } = session;
  const all = { ...session.vouched, ...attributes };
  const { ADDR, PORT, HELO, PROTO, LOGIN } = all;
  session.logOut();
  session.vouched = all;
  if (ADDR !== undefined) {
    const { client } = connection;
    const address = normaliseIpAddress(ADDR ?? NO_ADDRESS);
    const isLoopback = client.isLoopback && isLoopbackAddress(address);
    if (!connection.become({ address, port: PORT ?? 0, isLoopback })) {
      session.end('421 4.7.0 Too many connections, try again later');
      return false;
    }
  }
  session.begin();
  enterState(
    session,
    HELO ? { name: 'greeted', hello: { name: HELO, extended: PROTO !== 'SMTP' } } : { name: 'start' },
  );
  if (LOGIN && services.role === 'submission') {
    session.loggedIn(await services.authenticator.vouchedFor({ login: LOGIN, host: partyOf(session).host }));
  }
  if (session.greet(false)) return true;
  session.end('421 4.7.0 Connection refused');
  return false;
}
