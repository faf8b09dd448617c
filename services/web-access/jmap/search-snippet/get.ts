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
import { storedOctets } from '../blobs/octet-source.ts';
import { MAIL } from '../capabilities.ts';
import { type Context, mailOf } from '../context.ts';
import { bodyLists } from '../email/body-lists.ts';
import { bodyValue } from '../email/body-value.ts';
import { HeaderProperties } from '../email/header-properties.ts';
import { locate } from '../email/located-part.ts';
import { MessageOctets } from '../email/message-octets.ts';
import { wordsOf } from '../email/query-filter.ts';
import { marked } from './mark.ts';

/** The most different words of a filter that are marked. */
const MAX_WORDS = 20;

/** The characters of a subject that are searched and shown. */
const MAX_SUBJECT = 1_000;

/** The octets of a text that are searched for its snippet. */
const MAX_TEXT = 64 * 1024;

/** RFC 8621 5.1. */
export const searchSnippetGet: Method<Context> = {
  name: 'SearchSnippet/get',
  capability: MAIL,
  async run(context, args) {
    const { alive, budget, services } = context;
    const { store, settings } = services;
    const read = new Arguments(args);
    const accountId = read.accountId();
    const filter = readFilterOf(read, readEmailCondition);
    const ids = read.requiredIds('emailIds');
    read.end();
    requireFewObjects(ids.length, settings.limits);
    const view = await mailOf(context, accountId);
    const words = filter ? distinct(wantedWords(filter)) : { subject: [], body: [] };
    const list: JsonObject[] = [];
    const numbers = ids.flatMap((id) => readId('E', id) ?? []);
    for await (const page of readEmails(store.pool, view, numbers, { header: true, parts: true })) {
      for (const email of page) {
        await budget.turn();
        alive();
        const subject = new HeaderProperties(email.header ?? Buffer.alloc(0)).get('subject');
        list.push({
          emailId: formatId('E', email.id),
          subject:
            typeof subject === 'string' && words.subject.length > 0
              ? marked(subject.slice(0, MAX_SUBJECT), words.subject, true)
              : null,
          preview:
            words.body.length > 0
              ? marked(
                  await textOf(email, new MessageOctets(storedOctets(store, email.blobId, budget))),
                  words.body,
                  false,
                )
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

/** Returns the words that a filter seeks in subjects and bodies. Words under NOT are not marked. */
function wantedWords(filter: Filter<EmailCondition>): Words {
  if ('operator' in filter) {
    if (filter.operator === 'NOT') return { subject: [], body: [] };
    const each = filter.conditions.map(wantedWords);
    return { subject: each.flatMap(({ subject }) => subject), body: each.flatMap(({ body }) => body) };
  }
  const { text, subject, body } = filter.condition;
  const words = (value: string | undefined): string[] => (value === undefined ? [] : wordsOf(value));
  return { subject: [...words(text), ...words(subject)], body: [...words(text), ...words(body)] };
}

function distinct({ subject, body }: Words): Words {
  const few = (words: readonly string[]) => [...new Set(words)].slice(0, MAX_WORDS);
  return { subject: few(subject), body: few(body) };
}

async function textOf(email: Email, octets: MessageOctets): Promise<string> {
  const lists = bodyLists(locate(JSON.parse(email.parts ?? '{}') as Part<unknown>));
  const texts: string[] = [];
  let left = MAX_TEXT;
  for (const part of lists.textBody) {
    if (part.type !== 'text') continue;
    const { value } = await bodyValue(octets, part, left);
    texts.push(part.subtype === 'html' ? htmlToText(value) : value);
    left -= value.length;
    if (left <= 0) break;
  }
  return texts.join(' ').replace(/\s+/g, ' ').trim();
}
