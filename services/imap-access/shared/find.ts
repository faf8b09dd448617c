import { findMailbox, findSharedMailbox, type Mailbox, type SharedMailbox } from '@postroom/mailbox';
import { MailError, type Right } from '@postroom/types';
import type { Session } from '../session/session.ts';
import { accountOf } from '../session/state.ts';
import { isOfOthers, meantBy, sharedName } from './names.ts';

/** Longer names are nobody's: so many levels are looked at, and no more. */
const MAX_NAME = 2_000;

/** The mailbox of somebody else that a name means; null: it means one's own, or none. */
export async function findShared(session: Session, name: string): Promise<SharedMailbox | null> {
  if (!isOfOthers(name) || name.length > MAX_NAME) return null;
  const { store, settings } = session.services;
  return findSharedMailbox(store.pool, accountOf(session).id, meantBy(name), settings.sharedSeen);
}

/**
 * The mailbox that a name means to who is logged in, in which he has these rights (letters of RFC 4314). Throws no-permission,
 * and mailbox-not-found also for one whose existence he may not know (RFC 4314 6).
 */
export async function findNamed(session: Session, name: string, letters: string): Promise<Mailbox> {
  const shared = await findShared(session, name);
  if (!shared) return findMailbox(session.services.store.pool, accountOf(session).id, name);
  requireSeen(shared, letters);
  return asNamed(shared);
}

/** As it is shown: of whose special uses it is none (RFC 6154 2 means the user's own). */
export function asNamed(shared: SharedMailbox): SharedMailbox {
  return { ...shared, name: sharedName(shared), specialUse: null };
}

/** Throws no-permission, or mailbox-not-found to those who may not look it up. */
export function requireSeen({ rights }: SharedMailbox, letters: string): void {
  if ([...letters].every((letter) => rights.has(letter as Right))) return;
  if (rights.has('l')) throw new MailError('no-permission', `This needs the rights ${letters}`);
  throw new MailError('mailbox-not-found', 'No such mailbox');
}
