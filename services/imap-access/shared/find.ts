import { findMailbox, findSharedMailbox, type Mailbox, type SharedMailbox } from '@postroom/mailbox';
import { MailError, type Right } from '@postroom/types';
import type { Session } from '../session/session.ts';
import { accountOf } from '../session/state.ts';
import { isOfOthers, meantBy, sharedName } from './names.ts';

/** The longest name that is looked up, so that the number of its levels is limited. */
const MAX_NAME = 2_000;

/** Returns somebody else's mailbox of that name; null if the name is of the user's own mailboxes, or there is none. */
export async function findShared(session: Session, name: string): Promise<SharedMailbox | null> {
  if (!isOfOthers(name) || name.length > MAX_NAME) return null;
  const { store, settings } = session.services;
  return findSharedMailbox(store.pool, accountOf(session).id, meantBy(name), settings.sharedSeen);
}

/**
 * Returns the mailbox of a name, in which the user must have these rights (letters of RFC 4314). Throws no-permission, or
 * mailbox-not-found, which also hides a mailbox that the user may not see (RFC 4314 6).
 */
export async function findNamed(session: Session, name: string, letters: string): Promise<Mailbox> {
  const shared = await findShared(session, name);
  if (!shared) return findMailbox(session.services.store.pool, accountOf(session).id, name);
  requireSeen(shared, letters);
  return asNamed(shared);
}

/** Returns a shared mailbox as it is shown to the user: without a special use, since RFC 6154 2 means the user's own. */
export function asNamed(shared: SharedMailbox): SharedMailbox {
  return { ...shared, name: sharedName(shared), specialUse: null };
}

/** Throws no-permission when a right is missing, or mailbox-not-found when the user may not even look the mailbox up. */
export function requireSeen({ rights }: SharedMailbox, letters: string): void {
  if ([...letters].every((letter) => rights.has(letter as Right))) return;
  if (rights.has('l')) throw new MailError('no-permission', `You need the rights ${letters} for this mailbox`);
  throw new MailError('mailbox-not-found', 'No such mailbox');
}
