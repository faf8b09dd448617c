import { setImmediate as turn } from 'node:timers/promises';
import type { ListArguments } from '@postroom/imap';
import { listMailboxes, type Mailbox, parentsOf, subscriptions } from '@postroom/mailbox';
import type { Session } from '../session/session.ts';
import { accountOf } from '../session/state.ts';

/** A name that LIST may tell. */
export interface ListedName {
  readonly name: string;
  /** Undefined for a level that has no mailbox of its own, and for a subscription whose mailbox is gone. */
  readonly mailbox: Mailbox | undefined;
  readonly subscribed: boolean;
  /** Mailboxes are below it. */
  readonly hasChildren: boolean;
}

/** Every mailbox and every level above one; subscriptions, and what is above them, where those are asked for. */
export async function readNames(session: Session, args: ListArguments): Promise<ReadonlyMap<string, ListedName>> {
  const { pool } = session.services.store;
  const { id: accountId } = accountOf(session);
  const selectsSubscribed = args.selection.has('SUBSCRIBED');
  const mailboxes = new Map((await listMailboxes(pool, accountId)).map((mailbox) => [mailbox.name, mailbox]));
  const subscribed = new Set(
    selectsSubscribed || args.returned.has('SUBSCRIBED') ? await subscriptions(pool, accountId) : [],
  );
  // Thousands of names are some milliseconds each time they are gone through: others have a turn in between.
  await turn();
  const parents = parentsOf(mailboxes.keys());
  const wanted = selectsSubscribed ? [...subscribed, ...parentsOf(subscribed)] : [];
  const names = new Set([...mailboxes.keys(), ...parents, ...wanted]);
  await turn();
  const listed = [...names].map((name) => ({
    name,
    mailbox: mailboxes.get(name),
    subscribed: subscribed.has(name),
    hasChildren: parents.has(name),
  }));
  return new Map(listed.map((each) => [each.name, each]));
}
