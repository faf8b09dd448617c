/** The most accounts that share mail with one account. */
export const MAX_SHARED_ACCOUNTS = 100;

/** The most accounts and groups that are given rights in one mailbox. */
export const MAX_GRANTEES = 100;

/** The most mailboxes that are shared with one group. */
export const MAX_GROUP_MAILBOXES = 200;

/** The most accounts that may use one mailbox, members of groups included. */
export const MAX_READERS = 2_000;
