import type { Authenticated } from '@postroom/directory';
import { MailError } from '@postroom/types';
import type { Session } from './session.ts';
import { enterState } from './state.ts';

/** Logs in a client with a proven identity. Throws limit-reached when the account has too many sessions. */
export function logIn(session: Session, login: Authenticated): void {
  const { sessions, settings, changes, logins } = session.services;
  const account = { id: login.accountId, address: login.address };
  if (sessions.count(account.id) >= settings.maxSessionsPerAccount) {
    throw new MailError('limit-reached', 'too many sessions of one account');
  }
  sessions.add(account.id, session);
  // Subscribes at login and not only for IDLE, because subscribing takes a moment in which changes would be missed.
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
