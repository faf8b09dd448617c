/** What travels through the queue: ids only, never a message. */

/** Local deliveries accepted in one transaction; the worker files them together. */
export interface FileJob {
  deliveryIds: string[];
}

/** A destination domain has due deliveries. The worker claims them from the database. */
export interface RelayJob {
  destination: string;
}

/** "Something changed in this account": a hint sent after commit. Whoever misses it catches up by modseq. */
export interface AccountChange {
  accountId: number;
  modseq: number;
  /** Mailboxes whose content changed; empty when the list of mailboxes itself changed. */
  mailboxIds: number[];
}
