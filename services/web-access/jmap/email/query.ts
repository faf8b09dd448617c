import { Arguments, formatId, type Method, queryResponse, readId, readQuery, windowOf } from '@postroom/jmap';
import { changesState } from '@postroom/mailbox';
import { MAIL } from '../capabilities.ts';
import { type Context, mailOf } from '../context.ts';
import { EMAIL_QUERY, findEmails } from './find-emails.ts';
import { dependsOnOthers } from './query-dependence.ts';

/** The most ids in one response. */
const MAX_IDS = 10_000;

/** RFC 8621 4.4. */
export const emailQuery: Method<Context> = {
  name: 'Email/query',
  capability: MAIL,
  async run(context, args) {
    const read = new Arguments(args);
    const query = readQuery(read, EMAIL_QUERY);
    const collapseThreads = read.boolean('collapseThreads', false);
    read.end();
    const { accountId, position, anchor, limit, calculateTotal } = query;
    const view = await mailOf(context, accountId);
    const queryState = await changesState(context.services.store.pool, view);
    // Without an anchor the ids after the requested ones are not needed.
    const needsAll = anchor !== null || position < 0;
    const most = needsAll ? Number.POSITIVE_INFINITY : position + Math.min(limit ?? MAX_IDS, MAX_IDS);
    const found = await findEmails(
      context,
      view,
      { ...query, collapseThreads },
      { most, calculateTotal, state: queryState },
    );
    const all = Array.from(found.ids);
    const states = { queryState, canCalculateChanges: !dependsOnOthers(query) };
    const window = windowOf(all, query, (id) => all.indexOf(readId('E', id) ?? 0), MAX_IDS);
    return {
      ...queryResponse(
        query,
        states,
        { position: window.position, ids: window.ids.map((id) => formatId('E', id)) },
        found.total ?? 0,
      ),
      // RFC 8620 5.5: the response tells our limit if the client gave none or a higher one.
      ...((limit === null || limit > MAX_IDS) && { limit: MAX_IDS }),
    };
  },
};
