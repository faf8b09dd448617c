import { mailboxChanges } from '@postroom/mailbox';
import { changesMethod } from '../changes.ts';

/** Of the counts those that Mailbox/get knows. */
const COUNTS = ['totalEmails', 'unreadEmails'];

/** RFC 8621 2.2. */
export const mailboxChangesMethod = changesMethod('Mailbox', mailboxChanges, ({ onlyCountsChanged }) => ({
  updatedProperties: onlyCountsChanged ? COUNTS : null,
}));
