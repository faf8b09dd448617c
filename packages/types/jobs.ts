import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';

// What travels through the queue: only ids, never a message. Whoever can write to Redis can put anything there, so everything that
// comes out is checked.

/** The most mailboxes that one notice names. */
export const MAX_NOTICED_MAILBOXES = 1_000;

const id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const uuid = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' });

const FileJob = Type.Object({ deliveryIds: Type.Array(uuid, { maxItems: 10_000 }) });
const RelayJob = Type.Object({ destination: Type.String({ pattern: '^[^\\0]{1,255}$' }) });
const AccountChange = Type.Object({
  accountId: id,
  modseq: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  /** Mailboxes whose content changed; empty when the list of mailboxes itself changed. */
  mailboxIds: Type.Array(id, { maxItems: MAX_NOTICED_MAILBOXES }),
});

/** Local deliveries that were accepted in one transaction; the worker files them together. */
export type FileJob = Static<typeof FileJob>;

/** A destination domain with due deliveries. The worker claims them from the database. */
export type RelayJob = Static<typeof RelayJob>;

/** A hint, sent after a commit, that something has changed in this account. A service that misses it catches up by modseq. */
export type AccountChange = Static<typeof AccountChange>;

export function isFileJob(value: unknown): value is FileJob {
  return Value.Check(FileJob, value);
}

export function isRelayJob(value: unknown): value is RelayJob {
  return Value.Check(RelayJob, value);
}

export function isAccountChange(value: unknown): value is AccountChange {
  return Value.Check(AccountChange, value);
}
