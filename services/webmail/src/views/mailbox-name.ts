import type { Mailbox } from '../jmap/types.ts';
import type { text, Word } from '../words/index.ts';

const NAMED = ['inbox', 'drafts', 'sent', 'archive', 'junk', 'trash', 'snoozed'];

/** Folders with a role are called by it, in the person's language. */
export function nameOfMailbox({ role, name }: Mailbox, t: typeof text): string {
  return role !== null && NAMED.includes(role) ? t(`role.${role}` as Word) : name;
}
