import { deleteMailbox, type MailboxRef, ownMailbox } from '@postroom/mailbox';
import { command } from '../command.ts';
import type { Session } from '../session/session.ts';
import { AFTER_LOGIN, accountOf, enterState } from '../session/state.ts';
import { deleteShared } from '../shared/change.ts';
import { findShared } from '../shared/find.ts';
import { readMailbox } from './arguments.ts';

/** RFC 3501 6.3.4. After deleting the selected mailbox the session has none selected (RFC 2180 3). */
export const deleteCommand = command({
  name: 'DELETE',
  states: AFTER_LOGIN,
  parse: readMailbox,
  async run(session, name) {
    const account = accountOf(session);
    const deleted = await deleteNamed(session, name);
    const { state } = session;
    if (state.name === 'selected' && isSameMailbox(state.mailbox, deleted))
      enterState(session, { name: 'authenticated', account });
    return undefined;
  },
});

async function deleteNamed(session: Session, name: string): Promise<MailboxRef> {
  const shared = await findShared(session, name);
  if (shared) {
    await deleteShared(session, shared);
    return shared;
  }
  const { id } = accountOf(session);
  return ownMailbox(id, await deleteMailbox(session.services.store, id, name));
}

function isSameMailbox(one: MailboxRef, other: MailboxRef): boolean {
  return one.accountId === other.accountId && one.mailboxId === other.mailboxId;
}
