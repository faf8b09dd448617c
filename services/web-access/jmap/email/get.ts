import {
  Arguments,
  formatId,
  formatUtcDate,
  type Json,
  type JsonObject,
  type Method,
  MethodError,
  readId,
} from '@postroom/jmap';
import { changesState, type Email, readEmails, readSnoozes } from '@postroom/mailbox';
import { emailBlobId } from '../blobs/blob-id.ts';
import { storedOctets } from '../blobs/octet-source.ts';
import { MAIL } from '../capabilities.ts';
import { type Context, mailOf } from '../context.ts';
import { emailObject, type ReadMessage } from './email-object.ts';
import { fieldsFor, readGetEmail } from './get-arguments.ts';
import { MessageOctets } from './message-octets.ts';
import { snoozedObject } from './snoozed.ts';

/** RFC 8621 4.2. */
export const emailGet: Method<Context> = {
  name: 'Email/get',
  capability: MAIL,
  async run(context, args) {
    const { alive, budget, services } = context;
    const { store, settings } = services;
    const asked = readGetEmail(new Arguments(args), settings.limits);
    const view = await mailOf(context, asked.accountId);
    // All emails of an account do not fit into one response.
    if (asked.ids === null) throw new MethodError('requestTooLarge', 'ids must not be null');
    const state = await changesState(store.pool, view);
    const numbers = asked.ids.map((id) => readId('E', id)).filter((id) => id !== undefined);
    const found = new Map<string, JsonObject>();
    // Only the owner sees when and where a snoozed email comes back.
    const asksForSnooze = asked.properties.includes('snoozed') && !view.shared;
    for await (const page of readEmails(store.pool, view, numbers, fieldsFor(asked.properties))) {
      const ids = page.map(({ id }) => id);
      const snoozes = asksForSnooze ? await readSnoozes(store.pool, view.accountId, ids) : undefined;
      for (const email of page) {
        await budget.turn();
        alive();
        const octets = new MessageOctets(storedOctets(store, email.blobId, budget));
        const object = await emailObject(readMessage(email), asked, octets);
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

function readMessage(email: Email): ReadMessage {
  const { header, parts } = email;
  return {
    blobId: emailBlobId(email.id),
    header,
    parts: parts === undefined ? undefined : JSON.parse(parts),
    known: (property) => known(email, property),
  };
}

function known(email: Email, property: string): Json | undefined {
  switch (property) {
    case 'id':
      return formatId('E', email.id);
    case 'blobId':
      return emailBlobId(email.id);
    case 'threadId':
      return formatId('T', email.threadId);
    case 'mailboxIds':
      return Object.fromEntries(email.mailboxIds.map((id) => [formatId('M', id), true]));
    case 'keywords':
      return Object.fromEntries(email.keywords.map((keyword) => [keyword, true]));
    case 'size':
      return email.size;
    case 'receivedAt':
      return formatUtcDate(new Date(Math.floor(email.receivedAt.getTime() / 1000) * 1000));
    case 'hasAttachment':
      return email.hasAttachment;
    case 'preview':
      return email.preview ?? '';
    default:
      return undefined;
  }
}
