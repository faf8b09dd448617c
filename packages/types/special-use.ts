/** Special-use attributes of mailboxes (RFC 6154 2; \Snoozed: RFC 9979). */
export type SpecialUse =
  | '\\All'
  | '\\Archive'
  | '\\Drafts'
  | '\\Flagged'
  | '\\Junk'
  | '\\Sent'
  | '\\Snoozed'
  | '\\Trash';
