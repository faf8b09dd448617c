import {
  Arguments,
  formatId,
  type Method,
  MethodError,
  queryChangesOf,
  queryChangesResponse,
  readQueryChanges,
  readWanted,
} from '@postroom/jmap';
import { mailboxChanges, readMailboxes } from '@postroom/mailbox';
import { allChanges } from '../all-changes.ts';
import { MAIL } from '../capabilities.ts';
import { type Context, mailOf } from '../context.ts';
import { asksSubscribed, findMailboxes, MAILBOX_QUERY, readTreeArguments } from './find-mailboxes.ts';

/**
 * RFC 8621 2.4. With a tree, without a sort, and in shared accounts, the place of a mailbox depends on other mailboxes: when anything but
 * counts has changed, all mailboxes are reported as removed and added; they are few.
 */
export const mailboxQueryChanges: Method<Context> = {
  name: 'Mailbox/queryChanges',
  capability: MAIL,
  async run(context, args) {
    const read = new Arguments(args);
    const accountId = read.accountId();
    const { sinceQueryState, maxChanges } = readQueryChanges(read);
    const wanted = { ...readWanted(read, MAILBOX_QUERY), ...readTreeArguments(read) };
    const calculateTotal = read.boolean('calculateTotal', false);
    read.end();
    const view = await mailOf(context, accountId);
    if (asksSubscribed(wanted.filter))
      throw new MethodError(
        'cannotCalculateChanges',
        'Changes cannot be calculated for filters on subscriptions: query again',
      );
    const { pool } = context.services.store;
    const { state, mailboxes } = await readMailboxes(pool, view);
    const since = await allChanges(mailboxChanges, pool, view, sinceQueryState);
    const onlyCounts =
      since.created.length + since.destroyed.length === 0 && (since.updated.length === 0 || since.onlyCountsChanged);
    const isOfOthers = wanted.sortAsTree || wanted.filterAsTree || wanted.sort.length === 0 || view.shared !== null;
    const moved = isOfOthers ? mailboxes.map(({ id }) => id) : [...since.created, ...since.updated];
    const ids = onlyCounts ? [] : [...moved, ...since.destroyed];
    const result = findMailboxes(mailboxes, view, wanted);
    const changes = queryChangesOf(result, new Set(ids.map((id) => formatId('M', id))), maxChanges);
    const states = { accountId, oldQueryState: sinceQueryState, newQueryState: state };
    return queryChangesResponse(states, calculateTotal ? result.length : null, changes);
  },
};
