import { addressBlock } from '@postroom/net';
import type { Credentials } from '@postroom/sasl';
import { isMailError, MailError } from '@postroom/types';
import type { Session } from './session.ts';

/** Checks a password. Throws authentication-failed, account-suspended, too-many-failures, unavailable. */
export async function logIn(session: Session, { authcid, authzid, password }: Credentials): Promise<void> {
  const { authenticator, metrics } = session.services;
  const { client, servername: host } = session.connection;
  const { address } = client;
  const network = addressBlock(address);
  try {
    session.flush();
    const user = await authenticator.authenticate({ login: authcid, password, network, host });
    // RFC 4616 2: who asks to act for another is refused, not logged in as oneself.
    if (authzid && authzid !== authcid && authzid.toLowerCase() !== user.address) {
      throw new MailError('authentication-failed', 'Acting for another account is not allowed');
    }
    session.loggedIn(user);
    metrics.protocol.loggedIn();
    session.log.info({ account: user.address }, 'logged in');
  } catch (error) {
    metrics.protocol.loginFailed(isMailError(error) ? error.code : 'error');
    if (isMailError(error)) {
      session.failedLogins += 1;
      const refusal = { kind: 'login', client: address, login: authcid, reply: error.code } as const;
      if (session.services.noteRefusal(refusal)) {
        const { failedLogins: failures } = session;
        session.log.info({ login: authcid, network, reason: error.code, failures }, 'login failed');
      }
    }
    throw error;
  }
}
