import { type Authenticated, type Login, requireOneself } from '@postroom/directory';
import { addressBlock } from '@postroom/net';
import type { Offer } from '@postroom/sasl';
import { isMailError } from '@postroom/types';
import type { Reply } from '../command.ts';
import { openMaildrop } from '../maildrop/open-maildrop.ts';
import type { Session } from './session.ts';
import { enterState } from './state.ts';

export interface Claim {
  name: string;
  password: string;
  /** Whom to act as; empty: the same (RFC 4616 2). */
  authzid?: string;
}

/** What this connection may be asked for. */
export function saslOffer({ connection, services }: Session): Offer {
  return {
    secure: connection.secure,
    scram: services.authenticator.hasScram,
    tokens: services.authenticator.hasTokens,
    certified: connection.certifiedAddresses.length > 0,
    bindings: connection.bindings,
  };
}

/** Who tries, as the authenticator counts it. */
export function partyOf({ connection }: Session): Omit<Login, 'login' | 'password'> {
  return { network: addressBlock(connection.remoteAddress), host: connection.servername, scope: 'pop3' };
}

/** Addresses that a certificate of the client proves. */
export function certified({ connection }: Session): readonly string[] {
  return connection.certifiedAddresses;
}

/** Checks a password, locks the maildrop and enters the transaction state (RFC 1939 4). Returns the text behind +OK. */
export function logIn(session: Session, claim: Claim): Promise<Reply> {
  const { name: login, password } = claim;
  const { authenticator } = session.services;
  return logInBy(session, claim, () => authenticator.authenticate({ login, password, ...partyOf(session) }));
}

/** The same for whatever proves it. */
export async function logInBy(
  session: Session,
  claim: Omit<Claim, 'password'>,
  prove: () => Promise<Authenticated>,
): Promise<Reply> {
  const { services } = session;
  try {
    const account = await prove();
    requireOneself(account, claim.name, claim.authzid);
    const maildrop = await openMaildrop(services, account.accountId, () => session.connection.unsent === 0);
    if (session.connection.closed) {
      await maildrop.close();
      return undefined;
    }
    enterState(session, { name: 'transaction', address: account.address, maildrop });
    session.loggedIn(account);
    services.metrics.protocol.loggedIn();
    const { count, bytes } = maildrop.messages.remaining;
    session.log.info({ account: account.address, messages: count }, 'logged in');
    return `${count} messages (${bytes} octets)`;
  } catch (error) {
    refuse(session, claim.name, error);
    throw error;
  }
}

/** Counts a failure. A client that only guesses is let go; how long guesses take is the authenticator's business. */
function refuse(session: Session, login: string, error: unknown): void {
  enterState(session, { name: 'authorization', user: null });
  const reason = isMailError(error) ? error.code : 'error';
  session.services.metrics.protocol.loginFailed(reason);
  if (reason === 'authentication-failed') session.failedLogins += 1;
  const client = session.connection.remoteAddress;
  if (!session.services.noteRefusal({ kind: 'login', client, login, reply: reason })) return;
  session.log.info({ login, network: addressBlock(client), reason, failures: session.failedLogins }, 'login failed');
}
