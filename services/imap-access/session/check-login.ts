import { isMailError } from '@postroom/types';
import { logIn } from './log-in.ts';
import type { Session } from './session.ts';

/** Checks a password and lets the client in; throws MailError authentication-failed and its like. */
export async function checkLogin(session: Session, login: string, password: string): Promise<void> {
  const { remoteAddress } = session.connection;
  const { authenticator, metrics } = session.services;
  try {
    logIn(session, await authenticator.authenticate({ login, password, remoteAddress }));
    metrics.loggedIn();
  } catch (error) {
    metrics.loginFailed(isMailError(error) ? error.code : 'error');
    throw error;
  }
}
