import { transaction } from '@postroom/database';
import {
  Arguments,
  attempt,
  formatId,
  formatUtcDate,
  type JsonObject,
  type Method,
  pick,
  readGet,
  readId,
  readSet,
  requireFewObjects,
  SetError,
  SetResult,
} from '@postroom/jmap';
import {
  destroyShareNotification,
  readShareNotifications,
  type ShareNotification,
  sendingState,
} from '@postroom/sending';
import { readRights } from '@postroom/types';
import { PRINCIPALS } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';
import { rightsObject } from '../mailbox/mailbox-rights.ts';
import { changingSending } from '../own-changes.ts';

const PROPERTIES = [
  ...['id', 'created', 'changedBy', 'objectType', 'objectAccountId', 'objectId', 'oldRights', 'newRights', 'name'],
];

/** RFC 9670 3.3. */
export const shareNotificationGet: Method<Context> = {
  name: 'ShareNotification/get',
  capability: PRINCIPALS,
  async run(context, args) {
    const { store, settings } = context.services;
    const read = new Arguments(args);
    const { accountId, ids, properties } = readGet(read, settings.limits, (name) => PROPERTIES.includes(name));
    read.end();
    const account = await accountOf(context, accountId);
    const state = await sendingState(store.pool, account);
    const all = (await readShareNotifications(store.pool, account)).map(notificationObject);
    if (ids === null) requireFewObjects(all.length, settings.limits);
    return {
      accountId,
      state,
      list: all.filter(({ id }) => ids === null || ids.includes(id as string)).map((each) => pick(each, properties)),
      notFound: (ids ?? []).filter((id) => !all.some((each) => each.id === id)),
    };
  },
};

/** RFC 9670 3. */
function notificationObject(notification: ShareNotification): JsonObject {
  const { id, createdAt, changedBy, objectAccountId, mailboxId, name, oldRights, newRights } = notification;
  const rights = (letters: string | null) => (letters === null ? null : rightsObject(readRights(letters)));
  return {
    id: formatId('N', id),
    created: formatUtcDate(wholeSeconds(createdAt)),
    changedBy: { name: changedBy.name, email: changedBy.email, principalId: formatId('P', changedBy.accountId) },
    objectType: 'Mailbox',
    objectAccountId: formatId('a', objectAccountId),
    objectId: formatId('M', mailboxId),
    oldRights: rights(oldRights),
    newRights: rights(newRights),
    name: name === 'INBOX' ? 'Inbox' : lastLevel(name),
  };
}

function lastLevel(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1_000) * 1_000);
}

/** RFC 9670 3.5: clients can only destroy notifications. */
export const shareNotificationSet: Method<Context> = {
  name: 'ShareNotification/set',
  capability: PRINCIPALS,
  async run(context, args) {
    const { store, settings } = context.services;
    const read = new Arguments(args);
    const { accountId, ifInState, create, update, destroy } = readSet(read, settings.limits);
    read.end();
    const account = await accountOf(context, accountId);
    const result = new SetResult();
    const forbidden = new SetError('forbidden', 'Share notifications are created by the server and cannot be changed');
    const { oldState, newState } = await changingSending(context, account, ifInState, async () => {
      for (const [id] of create) result.failed('Created', id, forbidden);
      for (const [id] of update) result.failed('Updated', id, forbidden);
      for (const given of destroy) {
        await attempt(
          async () => {
            const id = readId('N', given);
            if (id === undefined || !(await transaction(store.pool, (tx) => destroyShareNotification(tx, account, id))))
              throw new SetError('notFound', 'There is no such notification');
            result.destroyed(given);
          },
          (error) => result.failed('Destroyed', given, error),
        );
      }
    });
    return result.response(accountId, oldState, newState);
  },
};
