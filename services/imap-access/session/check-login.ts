import { addressBlock } from '@postroom/net';
import { isMailError } from '@postroom/types';
import { logIn } from './log-in.ts';
import type { Session } from './session.ts';

/** Checks a password and lets the client in; throws MailError authentication-failed and its like. */
export async function checkLogin(session: Session, login: string, password: string): Promise<void> {
  const { remoteAddress, servername: host } = session.connection;
  const network = addressBlock(remoteAddress);
  const { authenticator, metrics, noteRefusal } = session.services;
  try {
    logIn(session, await authenticator.authenticate({ login, password, network, host }));
    metrics.loggedIn();
  } catch (error) {
    if (isMailError(error, 'authentication-failed')) session.failedLogins += 1;
    const reason = isMailError(error) ? error.code : 'error';
    metrics.loginFailed(reason);
    if (noteRefusal({ kind: 'login', client: remoteAddress, login, reply: reason })) {
      session.log.info({ login, network, reason }, 'login failed');
    }
    throw error;
  }
}
