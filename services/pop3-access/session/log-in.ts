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
  /** The account to act for; empty for the account of `name` itself (RFC 4616 2). */
  authzid?: string;
}

/** Returns what decides which SASL mechanisms are offered on this connection. */
export function saslOffer({ connection, services }: Session): Offer {
  return {
    secure: connection.secure,
    scram: services.authenticator.hasScram,
    tokens: services.authenticator.hasTokens,
    certified: connection.certifiedAddresses.length > 0,
    bindings: connection.bindings,
  };
}

/** Returns who tries to log in, in the form by which the authenticator counts failures. */
export function partyOf({ connection }: Session): Omit<Login, 'login' | 'password'> {
  return { network: addressBlock(connection.remoteAddress), host: connection.servername, scope: 'pop3' };
}

/** Returns the addresses that the client's certificate proves. */
export function certified({ connection }: Session): readonly string[] {
  return connection.certifiedAddresses;
}

/** Checks a password, locks the maildrop and enters the transaction state (RFC 1939 4). Returns the text after +OK. */
export function logIn(session: Session, claim: Claim): Promise<Reply> {
  const { name: login, password } = claim;
  const { authenticator } = session.services;
  return logInBy(session, claim, () => authenticator.authenticate({ login, password, ...partyOf(session) }));
}

/** Does the same as `logIn` with any proof of identity. */
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

/** Counts a failure. Too many of them end the session; slowing down guesses is the job of the authenticator. */
function refuse(session: Session, login: string, error: unknown): void {
  enterState(session, { name: 'authorization', user: null });
  const reason = isMailError(error) ? error.code : 'error';
  session.services.metrics.protocol.loginFailed(reason);
  if (reason === 'authentication-failed') session.failedLogins += 1;
  const client = session.connection.remoteAddress;
  if (!session.services.noteRefusal({ kind: 'login', client, login, reply: reason })) return;
  session.log.info({ login, network: addressBlock(client), reason, failures: session.failedLogins }, 'login failed');
}
