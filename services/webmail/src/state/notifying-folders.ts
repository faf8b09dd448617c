import { mailboxAt, mailboxOf, useMail } from './mail.ts';
import { chosenFolders } from './preferences.ts';
import { may } from './shared/owner.ts';

/** Returns the folders with notifications: those chosen on this device, as far as they exist, else one's own Inbox. */
export function notifyingFolders(): string[] {
  const state = useMail.getState();
  const chosen = chosenFolders(state.client?.accountId ?? '');
  if (!chosen) return [mailboxOf('inbox')?.id ?? []].flat();
  return chosen.filter((id) => mailboxAt(id) && may(state, id, 'mayReadItems'));
}
