import { ImapSyntaxError } from '@postroom/imap';
import type { SelectedMailbox } from './selected-mailbox.ts';

/** Throws for a mailbox opened by EXAMINE, which must not be changed (RFC 3501 6.3.2). */
export function requireWritable(mailbox: SelectedMailbox): void {
  if (mailbox.readOnly) throw new ImapSyntaxError('The mailbox is read-only', { status: 'NO', code: 'READ-ONLY' });
}
