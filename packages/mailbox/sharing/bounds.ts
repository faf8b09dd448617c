/** Accounts that share with one account. */
export const MAX_SHARED_ACCOUNTS = 100;

/** To whom one mailbox is given: accounts and groups. */
export const MAX_GRANTEES = 100;

/** Mailboxes that are given to one group. */
export const MAX_GROUP_MAILBOXES = 200;

/** Who may use one mailbox, those in groups included. */
export const MAX_READERS = 2_000;
