import { Arguments, type JsonObject, type Method, pick, readGet, readId, requireFewObjects } from '@postroom/jmap';
import { readGrants, readMailboxes } from '@postroom/mailbox';
import { MAIL } from '../capabilities.ts';
import { type Context, mailOf } from '../context.ts';
import { defaultMailboxProperties, isMailboxProperty, mailboxObjects } from './mailbox-object.ts';

/** Properties that are slow to count. */
const THREADS = ['totalThreads', 'unreadThreads'];

/** RFC 8621 2.1. */
export const mailboxGet: Method<Context> = {
  name: 'Mailbox/get',
  capability: MAIL,
  async run(context, args) {
    const { store, settings, searches, threadCounts } = context.services;
    const read = new Arguments(args);
    const { accountId, ids, properties: asked } = readGet(read, settings.limits, isMailboxProperty);
    const properties = asked ?? defaultMailboxProperties(context.using);
    read.end();
    const view = await mailOf(context, accountId);
    const asksThreads = THREADS.some((name) => properties.includes(name));
    const { state, mailboxes, threads } = asksThreads
      ? await searches.run(context.login.accountId, () => threadCounts.read(store.pool, view))
      : { ...(await readMailboxes(store.pool, view)), threads: undefined };
    const asksSharing = properties.includes('shareWith');
    const mayShare = mailboxes.some(({ rights }) => rights.has('a'));
    const grants = asksSharing && mayShare ? await readGrants(store.pool, view.accountId) : undefined;
    const all = new Map(
      mailboxObjects(mailboxes, view, { threads, grants }).map((mailbox) => [mailbox.id as string, mailbox]),
    );
    if (ids === null) requireFewObjects(all.size, settings.limits);
    const wanted = ids ?? [...all.keys()];
    const list: JsonObject[] = [];
    const notFound: string[] = [];
    for (const id of wanted) {
      const mailbox = readId('M', id) === undefined ? undefined : all.get(id);
      if (mailbox) list.push(pick(mailbox, properties));
      else notFound.push(id);
    }
    return { accountId, state, list, notFound };
  },
};
