import { ImapSyntaxError } from '@postroom/imap';
import type { SelectedMailbox } from './selected-mailbox.ts';

/** A mailbox opened by EXAMINE is not changed (RFC 3501 6.3.2). */
export function requireWritable(mailbox: SelectedMailbox): void {
  if (mailbox.readOnly) throw new ImapSyntaxError('The mailbox is read-only', { status: 'NO', code: 'READ-ONLY' });
}
