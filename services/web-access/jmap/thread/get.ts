import { Arguments, formatId, type JsonObject, type Method, MethodError, pick, readGet, readId } from '@postroom/jmap';
import { changesState, readThreads } from '@postroom/mailbox';
import { MAIL } from '../capabilities.ts';
import { type Context, mailOf } from '../context.ts';

/** RFC 8621 3.1. */
export const threadGet: Method<Context> = {
  name: 'Thread/get',
  capability: MAIL,
  async run(context, args) {
    const { store, settings } = context.services;
    const read = new Arguments(args);
    const { accountId, ids, properties } = readGet(
      read,
      settings.limits,
      (name) => name === 'id' || name === 'emailIds',
    );
    read.end();
    const view = await mailOf(context, accountId);
    if (ids === null) throw new MethodError('requestTooLarge', 'ids must not be null');
    const state = await changesState(store.pool, view);
    const numbers = ids.map((id) => readId('T', id)).filter((id) => id !== undefined);
    const threads = await readThreads(store.pool, view, numbers);
    const list: JsonObject[] = [];
    const notFound: string[] = [];
    for (const id of ids) {
      const emails = threads.get(readId('T', id) ?? 0);
      if (emails) list.push(pick({ id, emailIds: emails.map((email) => formatId('E', email)) }, properties));
      else notFound.push(id);
    }
    return { accountId, state, list, notFound };
  },
};
