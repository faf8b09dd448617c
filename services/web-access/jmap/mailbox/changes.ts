import { mailboxChanges } from '@postroom/mailbox';
import { changesMethod } from '../changes.ts';

const COUNTS = ['totalEmails', 'unreadEmails', 'totalThreads', 'unreadThreads'];

/** RFC 8621 2.2. */
export const mailboxChangesMethod = changesMethod('Mailbox', mailboxChanges, ({ onlyCountsChanged }) => ({
  updatedProperties: onlyCountsChanged ? COUNTS : null,
}));
