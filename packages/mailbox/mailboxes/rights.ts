import { Flag, MailError, type Right } from '@postroom/types';
import type { MailboxRef } from './mailbox-ref.ts';

/** Checks that the holder has all of these rights, for instance `te` (RFC 4314 4). Throws no-permission. */
export function requireRights({ rights }: MailboxRef, letters: string): void {
  for (const letter of letters) {
    if (!rights.has(letter as Right)) throw new MailError('no-permission', `This needs the right ${letter}`);
  }
}

/** Which flags of a message may be set. */
export interface Settable {
  /** Bits of Flag. */
  readonly flags: number;
  readonly keywords: boolean;
}

const OTHERS = ~(Flag.Seen | Flag.Deleted);

/** Returns which flags may be set (RFC 4314 2.1): `s` allows \Seen, `t` \Deleted, `w` all others. */
export function settable({ rights }: MailboxRef): Settable {
  const flags =
    (rights.has('s') ? Flag.Seen : 0) | (rights.has('t') ? Flag.Deleted : 0) | (rights.has('w') ? OTHERS : 0);
  return { flags, keywords: rights.has('w') };
}

/** Returns whether all flags and keywords may be set, as an owner may. */
export function isAllSettable({ flags, keywords }: Settable): boolean {
  return flags === -1 && keywords;
}
