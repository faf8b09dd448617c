import { EMAIL_SORT_PROPERTIES } from '@postroom/jmap';
import { MAX_MAILBOXES_PER_EMAIL } from './email/items.ts';

/** RFC 8621 1.3.1. */
export const mailCapability = {
  maxMailboxesPerEmail: MAX_MAILBOXES_PER_EMAIL,
  maxMailboxDepth: 50,
  maxSizeMailboxName: 490,
  maxSizeAttachmentsPerEmail: 50_000_000,
  emailQuerySortOptions: EMAIL_SORT_PROPERTIES,
  mayCreateTopLevelMailbox: true,
};
