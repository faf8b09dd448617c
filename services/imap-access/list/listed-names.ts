import { setImmediate as turn } from 'node:timers/promises';
import { listMailboxes, listSharedMailboxes, parentOf, subscriptions } from '@postroom/mailbox';
import { MailError } from '@postroom/types';
import type { Session } from '../session/session.ts';
import { accountOf } from '../session/state.ts';
import { asNamed } from '../shared/find.ts';
import type { ListArguments, ListedName } from './options.ts';

/** Names processed between two pauses in which other sessions are served. */
const AT_ONCE = 500;
/** The most levels above the names of an account: 20,000 subscriptions of fifty levels each could have a million. */
const MAX_LEVELS = 100_000;

/** Returns all mailboxes and levels above them; also subscriptions, and the levels above them, if the command asks for these. */
export async function readNames(session: Session, args: ListArguments): Promise<ReadonlyMap<string, ListedName>> {
  const { store, settings } = session.services;
  const { pool } = store;
  const { id: accountId } = accountOf(session);
  const selectsSubscribed = args.selections.some(({ needsSubscriptions }) => needsSubscriptions);
  const showsSubscribed = args.returns.some(({ needsSubscriptions }) => needsSubscriptions);
  const all = await listMailboxes(pool, accountId);
  const mailboxes = new Map(all.map((mailbox) => [mailbox.name, mailbox]));
  const subscribed = new Set(selectsSubscribed || showsSubscribed ? await subscriptions(pool, accountId) : []);
  for await (const some of inTurns(await listSharedMailboxes(pool, accountId, settings.sharedSeen))) {
    for (const shared of some) {
      // RFC 4314 4 LIST: only mailboxes with the lookup right.
      if (!shared.rights.has('l')) continue;
      const named = asNamed(shared);
      mailboxes.set(named.name, named);
      if (shared.isSubscribed) subscribed.add(named.name);
    }
  }
  await turn();
  const parents = await parentsInTurns(mailboxes.keys());
  const sources: Iterable<string>[] = [mailboxes.keys(), parents];
  if (selectsSubscribed) sources.push(subscribed);
  // A level above a subscription is listed because of the subscribed names below it (RFC 5258 3.5).
  if (selectsSubscribed && args.recursive) sources.push(await parentsInTurns(subscribed));
  const names = new Map<string, ListedName>();
  for (const source of sources) {
    for await (const some of inTurns(source)) {
      for (const name of some) {
        if (names.has(name)) continue;
        const mailbox = mailboxes.get(name);
        names.set(name, { name, mailbox, subscribed: subscribed.has(name), hasChildren: parents.has(name) });
      }
    }
  }
  return names;
}

/** Returns all names that have another name below them, in the order in which they are found. Throws limit-reached. */
export async function parentsInTurns(names: Iterable<string>): Promise<Set<string>> {
  const parents = new Set<string>();
  for await (const some of inTurns(names)) {
    for (const name of some) {
      // If a parent is known, everything above it is known, too.
      for (let up = parentOf(name); up !== undefined && !parents.has(up); up = parentOf(up)) parents.add(up);
    }
    if (parents.size > MAX_LEVELS) throw new MailError('limit-reached', 'The names have too many levels');
  }
  return parents;
}

/** Yields the values in pieces, with pauses between them. */
export async function* inTurns<T>(values: Iterable<T>): AsyncGenerator<T[]> {
  let some: T[] = [];
  for (const value of values) {
    some.push(value);
    if (some.length < AT_ONCE) continue;
    yield some;
    some = [];
    await turn();
  }
  if (some.length > 0) yield some;
}
