import type { Authenticated } from '@postroom/directory';
import { MailError } from '@postroom/types';
import type { Session } from './session.ts';
import { enterState } from './state.ts';

/** Lets a client in whose name was proved, if its account has room for one more session. */
export function logIn(session: Session, login: Authenticated): void {
  const { sessions, settings, changes, logins } = session.services;
  const account = { id: login.accountId, address: login.address };
  if (sessions.count(account.id) >= settings.maxSessionsPerAccount) {
    throw new MailError('limit-reached', 'too many sessions of one account');
  }
  sessions.add(account.id, session);
  // From the login on, not from IDLE: a subscription takes a moment, and what happens in it would be missed.
  const unsubscribe = changes.subscribe(account.id, (change) => session.noticed(change));
  const unwatch = logins.watch(login, () => session.loginEnded());
  session.onLeave = () => {
    unwatch();
    unsubscribe();
    sessions.remove(account.id, session);
  };
  session.input.limits = settings.limits;
  session.loggedIn();
  enterState(session, { name: 'authenticated', account });
  session.log.info({ account: account.address }, 'logged in');
}
