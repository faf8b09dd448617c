import { mailboxChanges } from '@postroom/mailbox';
import { MAIL } from '../capabilities.ts';
import { changesMethod, inMail } from '../changes.ts';

const COUNTS = ['totalEmails', 'unreadEmails', 'totalThreads', 'unreadThreads'];

/** RFC 8621 2.2. */
export const mailboxChangesMethod = changesMethod(
  { name: 'Mailbox', prefix: 'M', capability: MAIL },
  inMail(mailboxChanges),
  ({ onlyCountsChanged }) => ({
    updatedProperties: onlyCountsChanged ? COUNTS : null,
  }),
);
