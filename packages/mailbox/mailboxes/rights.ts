import { Flag, MailError, type Right } from '@postroom/types';
import type { MailboxRef } from './mailbox-ref.ts';

/** RFC 4314 4: throws no-permission unless whoever holds the mailbox has all of these rights, `te` for two. */
export function requireRights({ rights }: MailboxRef, letters: string): void {
  for (const letter of letters) {
    if (!rights.has(letter as Right)) throw new MailError('no-permission', `This needs the right ${letter}`);
  }
}

/** What of a message's flags may be set. */
export interface Settable {
  /** Bits of Flag. */
  readonly flags: number;
  readonly keywords: boolean;
}

const OTHERS = ~(Flag.Seen | Flag.Deleted);

/** RFC 4314 2.1: `s` is for \Seen, `t` for \Deleted, `w` for all others. */
export function settable({ rights }: MailboxRef): Settable {
  const flags =
    (rights.has('s') ? Flag.Seen : 0) | (rights.has('t') ? Flag.Deleted : 0) | (rights.has('w') ? OTHERS : 0);
  return { flags, keywords: rights.has('w') };
}

/** Whether everything may be set, as the owner may. */
export function isAllSettable({ flags, keywords }: Settable): boolean {
  return flags === -1 && keywords;
}
