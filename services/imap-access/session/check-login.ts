import { type Authenticated, type Login, requireOneself } from '@postroom/directory';
import { addressBlock } from '@postroom/net';
import { isMailError } from '@postroom/types';
import { logIn } from './log-in.ts';
import type { Session } from './session.ts';

/** Returns who tries to log in, in the form by which the authenticator counts failures. */
export function partyOf({ connection }: Session): Omit<Login, 'login' | 'password'> {
  return { network: addressBlock(connection.remoteAddress), host: connection.servername, scope: 'imap' };
}

/** Returns the addresses that the client's certificate proves. */
export function certified({ connection }: Session): readonly string[] {
  return connection.certifiedAddresses;
}

/** Checks a password and logs the client in. Throws authentication-failed and other errors of logins. */
export function checkLogin(session: Session, login: string, password: string): Promise<void> {
  const { authenticator } = session.services;
  return checkClaim(session, { authcid: login }, () =>
    authenticator.authenticate({ login, password, ...partyOf(session) }),
  );
}

/** Does the same as `checkLogin` with any proof of identity. */
export async function checkClaim(
  session: Session,
  { authcid: login, authzid }: { readonly authcid: string; readonly authzid?: string },
  prove: () => Promise<Authenticated>,
): Promise<void> {
  const { metrics, noteRefusal } = session.services;
  const { network } = partyOf(session);
  try {
    const user = await prove();
    requireOneself(user, login, authzid);
    logIn(session, user);
    metrics.loggedIn();
  } catch (error) {
    if (isMailError(error, 'authentication-failed')) session.failedLogins += 1;
    const reason = isMailError(error) ? error.code : 'error';
    metrics.loginFailed(reason);
    if (noteRefusal({ kind: 'login', client: session.connection.remoteAddress, login, reply: reason })) {
      session.log.info({ login, network, reason }, 'login failed');
    }
    throw error;
  }
}
