import { rightsNow } from '@postroom/mailbox';
import type { Rights } from '@postroom/types';
import type { Session } from '../session/session.ts';

/** RFC 4314 5.2: with any of these a mailbox is opened for writing. */
const WRITING = ['i', 'e', 's', 'w', 't'] as const;

export function mayWrite(rights: Rights): boolean {
  return WRITING.some((letter) => rights.has(letter));
}

/**
 * What may be done with the selected mailbox, if it is somebody else's, is what it is now: with the right to read it the session
 * ends, as with the mailbox. Returns whether it goes on.
 */
export async function keepRights(session: Session): Promise<boolean> {
  const { state } = session;
  if (state.name !== 'selected' || state.mailbox.accountId === state.account.id) return true;
  const rights = await rightsNow(session.services.store.pool, state.account.id, state.mailbox);
  if (!rights.has('r')) {
    await session.bye('The selected mailbox is not shared with you any more');
    return false;
  }
  state.mailbox.setRights(rights, session.output);
  return true;
}
