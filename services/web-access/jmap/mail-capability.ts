import { EMAIL_SORT_PROPERTIES } from '@postroom/jmap';
import { MAX_MAILBOXES_PER_EMAIL } from './email/items.ts';
import { MAX_NAME_BYTES } from './mailbox/mailbox-paths.ts';

/** RFC 8621 1.3.1. */
export const mailCapability = {
  maxMailboxesPerEmail: MAX_MAILBOXES_PER_EMAIL,
  maxMailboxDepth: 50,
  maxSizeMailboxName: MAX_NAME_BYTES,
  maxSizeAttachmentsPerEmail: 50_000_000,
  emailQuerySortOptions: EMAIL_SORT_PROPERTIES,
  mayCreateTopLevelMailbox: true,
};
