import { Arguments, type Method, queryResponse, readQuery, windowOf } from '@postroom/jmap';
import { readMailboxes } from '@postroom/mailbox';
import { MAIL } from '../capabilities.ts';
import { type Context, mailOf } from '../context.ts';
import { asksSubscribed, findMailboxes, MAILBOX_QUERY, readTreeArguments } from './find-mailboxes.ts';

/** RFC 8621 2.3. */
export const mailboxQuery: Method<Context> = {
  name: 'Mailbox/query',
  capability: MAIL,
  async run(context, args) {
    const read = new Arguments(args);
    const query = readQuery(read, MAILBOX_QUERY);
    const tree = readTreeArguments(read);
    read.end();
    const view = await mailOf(context, query.accountId);
    const { state, mailboxes } = await readMailboxes(context.services.store.pool, view);
    const ids = findMailboxes(mailboxes, view, { ...query, ...tree });
    const window = windowOf(ids, query, (id) => ids.indexOf(id), ids.length);
    const states = { queryState: state, canCalculateChanges: !asksSubscribed(query.filter) };
    return queryResponse(query, states, window, ids.length);
  },
};
