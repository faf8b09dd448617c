import { type Authenticated, type Login, requireOneself } from '@postroom/directory';
import { addressBlock } from '@postroom/net';
import type { Identities, Offer } from '@postroom/sasl';
import { isMailError } from '@postroom/types';
import type { Session } from './session.ts';

/** What this connection may be asked for. */
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

/** Addresses that a certificate of the client proves; that of a proxy proves nothing of whom it speaks for. */
export function certified({ connection, vouched }: Session): readonly string[] {
  return vouched ? [] : connection.certifiedAddresses;
}

/** Who tries, as the authenticator counts it. */
export function partyOf({ connection }: Session): Omit<Login, 'login' | 'password'> {
  return { network: addressBlock(connection.client.address), host: connection.servername, scope: 'smtp' };
}

interface Claim extends Identities {
  login(): Promise<Authenticated>;
}

/** Lets a client in whose claim is true. Throws authentication-failed, account-suspended, too-many-failures, unavailable. */
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
    // What is away here is nobody's failure.
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
