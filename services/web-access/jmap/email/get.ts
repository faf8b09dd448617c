import { Arguments, formatId, type JsonObject, type Method, MethodError, readId } from '@postroom/jmap';
import { changesState, readEmails, readSnoozes } from '@postroom/mailbox';
import { MAIL } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';
import { emailObject } from './email-object.ts';
import { fieldsFor, readGetEmail } from './get-arguments.ts';
import { MessageOctets } from './message-octets.ts';
import { snoozedObject } from './snoozed.ts';

/** RFC 8621 4.2. */
export const emailGet: Method<Context> = {
  name: 'Email/get',
  capability: MAIL,
  async run(context, args) {
    const { budget, services } = context;
    const { store, settings } = services;
    const asked = readGetEmail(new Arguments(args), settings.limits);
    const account = accountOf(context, asked.accountId);
    // An account has more emails than one response takes.
    if (asked.ids === null) throw new MethodError('requestTooLarge', 'Ask for emails by their ids');
    const state = await changesState(store.pool, account);
    const numbers = asked.ids.map((id) => readId('E', id)).filter((id) => id !== undefined);
    const found = new Map<string, JsonObject>();
    const asksForSnooze = asked.properties.includes('snoozed');
    for await (const page of readEmails(store.pool, account, numbers, fieldsFor(asked.properties))) {
      const ids = page.map(({ id }) => id);
      const snoozes = asksForSnooze ? await readSnoozes(store.pool, account, ids) : undefined;
      for (const email of page) {
        await budget.turn();
        const object = await emailObject(email, asked, new MessageOctets(store, email.blobId, budget));
        if (snoozes) object.snoozed = snoozedObject(email, snoozes.get(email.id));
        budget.answer(JSON.stringify(object).length);
        found.set(formatId('E', email.id), object);
      }
    }
    return {
      accountId: asked.accountId,
      state,
      list: asked.ids.flatMap((id) => found.get(id) ?? []),
      notFound: asked.ids.filter((id) => !found.has(id)),
    };
  },
};
