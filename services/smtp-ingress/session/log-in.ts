import { type Authenticated, type Login, requireOneself } from '@postroom/directory';
import { addressBlock } from '@postroom/net';
import type { Identities, Offer } from '@postroom/sasl';
import { isMailError } from '@postroom/types';
import type { Session } from './session.ts';

/** Returns what decides which SASL mechanisms are offered on this connection. */
export function saslOffer(session: Session): Offer {
  const { connection, services } = session;
  return {
    secure: connection.isPrivate,
    scram: services.authenticator.hasScram,
    tokens: services.authenticator.hasTokens,
    certified: certified(session).length > 0,
    bindings: connection.bindings,
  };
}

/** Returns the addresses that the client's certificate proves; the certificate of a proxy proves nothing about its client. */
export function certified({ connection, vouched }: Session): readonly string[] {
  return vouched ? [] : connection.certifiedAddresses;
}

/** Returns who tries to log in, in the form by which the authenticator counts failures. */
export function partyOf({ connection }: Session): Omit<Login, 'login' | 'password'> {
  return { network: addressBlock(connection.client.address), host: connection.servername, scope: 'smtp' };
}

interface Claim extends Identities {
  login(): Promise<Authenticated>;
}

/** Logs a client in if its claim is true. Throws authentication-failed, account-suspended, too-many-failures, unavailable. */
export async function logIn(session: Session, { authcid, authzid, login }: Claim): Promise<void> {
  const { metrics } = session.services;
  const { address } = session.connection.client;
  const { network } = partyOf(session);
  try {
    session.flush();
    const user = await login();
    requireOneself(user, authcid, authzid);
    session.loggedIn(user);
    metrics.protocol.loggedIn();
    session.log.info({ account: user.address }, 'logged in');
  } catch (error) {
    metrics.protocol.loginFailed(isMailError(error) ? error.code : 'error');
    // If our own service is away, the client has not failed.
    if (isMailError(error) && error.code !== 'unavailable') {
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
