import { EMAIL_SORT_PROPERTIES } from '@postroom/jmap';
import { MAX_MAILBOXES_PER_EMAIL } from '@postroom/mailbox';
import { MAX_NAME_BYTES } from './mailbox/mailbox-paths.ts';

/** Octets of a line of base64, with its line end, and octets of an attachment on such a line (RFC 2045 6.8). */
const LINE = { encoded: 78, plain: 57 };

/**
 * RFC 8621 1.3.1. Attachments count without their transfer encoding: more of them than announced never fit into a message, and fewer do if
 * there is room for its header and text, too.
 */
export function mailCapability(maxMessageBytes: number) {
  return {
    maxMailboxesPerEmail: MAX_MAILBOXES_PER_EMAIL,
    maxMailboxDepth: 50,
    maxSizeMailboxName: MAX_NAME_BYTES,
    maxSizeAttachmentsPerEmail: Math.floor((maxMessageBytes * LINE.plain) / LINE.encoded),
    emailQuerySortOptions: EMAIL_SORT_PROPERTIES,
    mayCreateTopLevelMailbox: true,
  };
}
