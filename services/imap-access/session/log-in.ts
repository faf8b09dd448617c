import { MailError } from '@postroom/types';
import type { Session } from './session.ts';
import { type Account, enterState } from './state.ts';

/** Lets a client in whose name was proved, if its account has room for one more session. */
export function logIn(session: Session, account: Account): void {
  const { sessions, settings, changes } = session.services;
  if (sessions.count(account.id) >= settings.maxSessionsPerAccount) {
    throw new MailError('limit-reached', 'too many sessions of one account');
  }
  sessions.add(account.id, session);
  // From the login on, not from IDLE: a subscription takes a moment, and what happens in it would be missed.
  const unsubscribe = changes.subscribe(account.id, (change) => session.noticed(change));
  session.onLeave = () => {
    unsubscribe();
    sessions.remove(account.id, session);
  };
  session.input.limits = settings.limits;
  session.loggedIn();
  enterState(session, { name: 'authenticated', account });
  session.log.info({ account: account.address }, 'logged in');
}
