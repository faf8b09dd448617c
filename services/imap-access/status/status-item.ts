import type { Mailbox } from '@postroom/mailbox';
import type { Enableable } from '../session/enable.ts';
import type { Session } from '../session/session.ts';

/** Returns the value of an item for one mailbox. */
export type StatusValue = (mailbox: Mailbox) => number | string;

/** An item of STATUS (RFC 3501 6.3.10). */
export interface StatusItem {
  readonly name: string;
  readonly enables?: Enableable;
  /** Reads the item's data for all of these mailboxes together. */
  prepare(session: Session, mailboxes: readonly Mailbox[]): StatusValue | Promise<StatusValue>;
}

/** Makes an item whose value is in the mailbox's row. */
export function kept(name: string, value: StatusValue, more: Pick<StatusItem, 'enables'> = {}): StatusItem {
  return { name, prepare: () => value, ...more };
}

/** Makes an item that is counted when requested, account by account; mailboxes missing in the result have 0. */
export function counted(
  name: string,
  count: (session: Session, accountId: number, mailboxes: readonly Mailbox[]) => Promise<ReadonlyMap<number, number>>,
): StatusItem {
  return {
    name,
    async prepare(session, mailboxes) {
      const counts = new Map<number, ReadonlyMap<number, number>>();
      for (const [accountId, some] of Map.groupBy(mailboxes, (each) => each.accountId))
        counts.set(accountId, await count(session, accountId, some));
      return ({ accountId, mailboxId }) => counts.get(accountId)?.get(mailboxId) ?? 0;
    },
  };
}
