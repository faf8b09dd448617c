import { rightsNow } from '@postroom/mailbox';
import type { Rights } from '@postroom/types';
import type { Session } from '../session/session.ts';

/** RFC 4314 5.2: a mailbox is opened for writing if the user has any of these rights. */
const WRITING = ['i', 'e', 's', 'w', 't'] as const;

export function mayWrite(rights: Rights): boolean {
  return WRITING.some((letter) => rights.has(letter));
}

/**
 * Reads the user's present rights in the selected mailbox, if it is somebody else's. Without the right to read, the session ends, as if
 * the mailbox were deleted. Returns whether the session goes on.
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
