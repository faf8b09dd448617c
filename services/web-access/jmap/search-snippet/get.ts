import {
  Arguments,
  type EmailCondition,
  type Filter,
  formatId,
  type JsonObject,
  type Method,
  readEmailCondition,
  readFilterOf,
  readId,
  requireFewObjects,
} from '@postroom/jmap';
import { type Email, readEmails } from '@postroom/mailbox';
import { htmlToText, type Part } from '@postroom/mime';
import { MAIL } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';
import { bodyLists } from '../email/body-lists.ts';
import { bodyValue } from '../email/body-value.ts';
import { HeaderProperties } from '../email/header-properties.ts';
import { locate } from '../email/located-part.ts';
import { MessageOctets } from '../email/message-octets.ts';
import { wordsOf } from '../email/query-filter.ts';
import { marked } from './mark.ts';

/** Words that are marked. */
const MAX_WORDS = 20;

/** Octets of a text that are looked at for its snippet. */
const MAX_TEXT = 64 * 1024;

/** RFC 8621 5.1. */
export const searchSnippetGet: Method<Context> = {
  name: 'SearchSnippet/get',
  capability: MAIL,
  async run(context, args) {
    const { store, settings } = context.services;
    const read = new Arguments(args);
    const accountId = read.accountId();
    const filter = readFilterOf(read, readEmailCondition);
    const ids = read.ids('emailIds') ?? [];
    read.end();
    requireFewObjects(ids.length, settings.limits);
    const account = accountOf(context, accountId);
    const words = filter ? wantedWords(filter) : { subject: [], body: [] };
    const list: JsonObject[] = [];
    const numbers = ids.flatMap((id) => readId('E', id) ?? []);
    for await (const page of readEmails(store.pool, account, numbers, { header: true, parts: true })) {
      for (const email of page) {
        const subject = new HeaderProperties(email.header ?? Buffer.alloc(0)).get('subject');
        list.push({
          emailId: formatId('E', email.id),
          subject:
            typeof subject === 'string' && words.subject.length > 0 ? marked(subject, words.subject, true) : null,
          preview:
            words.body.length > 0
              ? marked(await textOf(email, new MessageOctets(store, email.blobId)), words.body, false)
              : null,
        });
      }
    }
    const found = new Set(list.map(({ emailId }) => emailId));
    const notFound = ids.filter((id) => !found.has(id));
    return { accountId, list, notFound: notFound.length > 0 ? notFound : null };
  },
};

interface Words {
  subject: string[];
  body: string[];
}

/** What is looked for in subjects and bodies. What must not be there is not marked. */
function wantedWords(filter: Filter<EmailCondition>): Words {
  if ('operator' in filter) {
    if (filter.operator === 'NOT') return { subject: [], body: [] };
    const each = filter.conditions.map(wantedWords);
    return { subject: each.flatMap(({ subject }) => subject), body: each.flatMap(({ body }) => body) };
  }
  const { text, subject, body } = filter.condition;
  const words = (value: string | undefined): string[] =>
    value === undefined ? [] : wordsOf(value).slice(0, MAX_WORDS);
  return { subject: [...words(text), ...words(subject)], body: [...words(text), ...words(body)] };
}

async function textOf(email: Email, octets: MessageOctets): Promise<string> {
  const lists = bodyLists(locate(JSON.parse(email.parts ?? '{}') as Part<unknown>));
  const texts: string[] = [];
  for (const part of lists.textBody) {
    if (part.type !== 'text') continue;
    const { value } = await bodyValue(octets, part, MAX_TEXT);
    texts.push(part.subtype === 'html' ? htmlToText(value) : value);
  }
  return texts.join(' ').replace(/\s+/g, ' ').trim();
}
