import { logIn } from './log-in.ts';
import type { Session } from './session.ts';

/** Checks a password and lets the client in; throws MailError authentication-failed and its like. */
export async function checkLogin(session: Session, login: string, password: string): Promise<void> {
  const { remoteAddress } = session.connection;
  const { accountId, address } = await session.services.authenticator.authenticate({ login, password, remoteAddress });
  logIn(session, { id: accountId, address });
}
