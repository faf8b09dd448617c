import {
  createMailbox,
  DELIMITER,
  deleteMailbox,
  parentOf,
  renameMailbox,
  type SharedMailbox,
} from '@postroom/mailbox';
import { isMailError, MailError } from '@postroom/types';
import type { Session } from '../session/session.ts';
import { findShared, requireSeen } from './find.ts';
import { isOfOthers } from './names.ts';

/** Creates a mailbox below somebody else's (RFC 4314 4: k). Those who may use the parent may use it, too. */
export async function createBelowShared(session: Session, name: string): Promise<void> {
  const below = await requireParent(session, name);
  const { store } = session.services;
  await createMailbox(store, below.accountId, below.name + lastLevel(name), null, below).catch((error) =>
    hideExisting(session, name, error),
  );
}

/** Deletes somebody else's mailbox (RFC 4314 4: x). If it has messages, the rights to delete them are needed, too. */
export async function deleteShared(session: Session, shared: SharedMailbox): Promise<void> {
  requireSeen(shared, shared.messageCount > 0 ? 'xte' : 'x');
  const { accountId, name, mailboxId: meant } = shared;
  await deleteMailbox(session.services.store, accountId, name, { meant });
}

/** Renames a mailbox within what one account shares (RFC 4314 4: x for the old name, k for the new parent). */
export async function renameShared(session: Session, from: SharedMailbox, fromName: string, to: string): Promise<void> {
  requireSeen(from, '0');
  if (from.name === 'INBOX')
    throw new MailError('no-permission', 'You cannot rename or delete the INBOX of another account');
  if (!isOfOthers(to)) throw new MailError('cannot', 'A mailbox cannot move to another account');
  const target = parentOf(fromName) === parentOf(to) ? besides(from, to) : await below(session, from, to);
  const rename = { from: from.name, to: target, id: from.mailboxId };
  await renameMailbox(session.services.store, from.accountId, rename).catch((error) =>
    hideExisting(session, to, error),
  );
}

/** Returns the owner's name for a mailbox that keeps its parent and gets another last level. */
function besides(from: SharedMailbox, to: string): string {
  return (parentOf(from.name) ?? '') + lastLevel(to).slice(parentOf(from.name) === undefined ? DELIMITER.length : 0);
}

/** Returns the owner's name for a mailbox that moves below another parent. */
async function below(session: Session, from: SharedMailbox, to: string): Promise<string> {
  const parent = await requireParent(session, to);
  if (parent.accountId !== from.accountId) throw new MailError('cannot', 'A mailbox cannot move to another account');
  return parent.name + lastLevel(to);
}

/** Returns the parent of a name. Throws unless the user may create mailboxes in it. */
async function requireParent(session: Session, name: string): Promise<SharedMailbox> {
  const parent = await findShared(session, parentOf(name) ?? '');
  if (!parent)
    throw new MailError('no-permission', 'Here you can create mailboxes only below one that is shared with you');
  requireSeen(parent, 'k');
  return parent;
}

/** Returns the last level of a name with the delimiter before it. */
function lastLevel(name: string): string {
  return name.slice(name.lastIndexOf(DELIMITER));
}

/** Throws no-permission instead of mailbox-exists when the user may not see the mailbox that has the name (RFC 4314 6). */
async function hideExisting(session: Session, name: string, error: unknown): Promise<never> {
  if (!isMailError(error, 'mailbox-exists')) throw error;
  const there = await findShared(session, name);
  if (there?.rights.has('l')) throw error;
  throw new MailError('no-permission', 'This name cannot be used');
}
