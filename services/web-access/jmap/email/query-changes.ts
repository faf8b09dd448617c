import type { Pool } from '@postroom/database';
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
import {
  changesState,
  emailChanges,
  type MailView,
  readThreads,
  threadChanges,
  threadsOfEmails,
} from '@postroom/mailbox';
import { allChanges } from '../all-changes.ts';
import { MAIL } from '../capabilities.ts';
import { type Context, mailOf } from '../context.ts';
import { inOneMoment } from '../in-one-moment.ts';
import { EMAIL_QUERY, findEmails } from './find-emails.ts';
import { dependsOnMutable, dependsOnOthers } from './query-dependence.ts';

const ALL = { most: Number.POSITIVE_INFINITY, calculateTotal: false };

/**
 * RFC 8621 4.5. Every email that changed is reported as removed and, if it is still in the result, as added at its present place, whether
 * it moved or not; all others keep their order.
 */
export const emailQueryChanges: Method<Context> = {
  name: 'Email/queryChanges',
  capability: MAIL,
  async run(context, args) {
    const read = new Arguments(args);
    const accountId = read.accountId();
    const { sinceQueryState, maxChanges, upToId } = readQueryChanges(read);
    const wanted = { ...readWanted(read, EMAIL_QUERY), collapseThreads: read.boolean('collapseThreads', false) };
    const calculateTotal = read.boolean('calculateTotal', false);
    read.end();
    const view = await mailOf(context, accountId);
    if (dependsOnOthers(wanted))
      throw new MethodError(
        'cannotCalculateChanges',
        'Changes cannot be calculated for filters on threads: query again',
      );
    const { pool } = context.services.store;
    return inOneMoment(async () => {
      const { newState, changed } = await changedEmails(pool, view, sinceQueryState, wanted.collapseThreads);
      const nothing = changed.size === 0 && !calculateTotal;
      const found = nothing ? [] : Array.from((await findEmails(context, view, wanted, ALL)).ids);
      // All places must belong to the same state.
      if (!nothing && (await changesState(pool, view)) !== newState) return undefined;
      const result = found.map((id) => formatId('E', id));
      const last = upToId === null || dependsOnMutable(wanted) ? -1 : result.indexOf(upToId);
      const changes = queryChangesOf(result, changed, maxChanges, last < 0 ? undefined : last + 1);
      const states = { accountId, oldQueryState: sinceQueryState, newQueryState: newState };
      return queryChangesResponse(states, calculateTotal ? result.length : null, changes);
    });
  },
};

/**
 * Returns the ids of emails that may have entered, left or moved in a result. With collapseThreads a change of one email may make another
 * email represent the thread, so that all emails of its thread are returned.
 */
async function changedEmails(
  pool: Pool,
  view: MailView,
  since: string,
  collapses: boolean,
): Promise<{ newState: string; changed: Set<string> }> {
  const emails = await allChanges(emailChanges, pool, view, since);
  const { created, updated, destroyed, newState } = emails;
  const changed = new Set([...created, ...updated, ...destroyed]);
  if (collapses && changed.size > 0) {
    const threads = await allChanges(threadChanges, pool, view, since);
    const ofEmails = await threadsOfEmails(pool, view.accountId, Float64Array.from([...created, ...updated]));
    const touched = new Set([...threads.created, ...threads.updated, ...threads.destroyed, ...ofEmails]);
    for (const ids of (await readThreads(pool, view, [...touched])).values()) for (const id of ids) changed.add(id);
  }
  return { newState, changed: new Set(Array.from(changed, (id) => formatId('E', id))) };
}
