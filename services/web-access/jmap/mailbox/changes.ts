import { mailboxChanges } from '@postroom/mailbox';
import { MAIL } from '../capabilities.ts';
import { changesMethod } from '../changes.ts';

/** Of the counts those that Mailbox/get knows. */
const COUNTS = ['totalEmails', 'unreadEmails'];

/** RFC 8621 2.2. */
export const mailboxChangesMethod = changesMethod(
  { name: 'Mailbox', prefix: 'M', capability: MAIL },
  mailboxChanges,
  ({ onlyCountsChanged }) => ({
    updatedProperties: onlyCountsChanged ? COUNTS : null,
  }),
);
