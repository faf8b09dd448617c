import type { BlobStore } from '@postroom/blobs';
import { attended } from '@postroom/database';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { Breath } from './breath.ts';
import type { HeaderScan } from './header-scan.ts';
import { findInHeaders } from './header-search.ts';
import { askKeptTexts } from './kept-texts.ts';
import { findInMessages } from './message-search.ts';
import { candidatesOf, isLong } from './narrow.ts';
import { type Found, type SearchAnswer, type SearchKey, searchMailbox } from './search.ts';
import type { TextScan } from './text-scan.ts';

export interface Looking {
  /** What the query asks about headers and texts. */
  readonly headers: HeaderScan;
  readonly texts: TextScan;
  /** The number of messages in the mailbox. */
  readonly messages: number;
  /** Throws when nobody waits for the answer any more. */
  alive(): void;
}

/**
 * Returns the matching uids of a mailbox, ascending. The database is asked first. What it leaves open is looked into, each time only the
 * messages still undecided: stored texts (if that is long work), then headers, then whole messages. Throws limit-reached.
 */
export async function findUids(
  store: BlobStore,
  mailbox: MailboxRef,
  query: SearchKey,
  { headers, texts, messages, alive }: Looking,
): Promise<Uint32Array> {
  const { pool } = store;
  const db = attended(pool, alive);
  const candidates = await candidatesOf(pool, mailbox.accountId, query, messages);
  const asksKept = texts.questions.length > 0 && isLong(messages, candidates);
  const found: Found = { candidates, ...(asksKept && { kept: null }) };
  const steps: ((open: SearchAnswer) => Promise<void>)[] = [];
  if (asksKept)
    steps.push(async ({ messageIds }) => {
      found.kept = await askKeptTexts(pool, mailbox.accountId, messageIds, texts.questions, alive);
    });
  if (!headers.isEmpty)
    steps.push(async ({ undecided }) => {
      const breath = new Breath();
      found.headers = await findInHeaders(pool, mailbox, undecided, (header) => {
        alive();
        return headers.look(header, breath);
      });
    });
  steps.push(async ({ undecided }) => {
    found.texts = await findInMessages(store, mailbox, undecided, (message) => texts.look(message, alive));
  });
  let sure: Uint32Array = new Uint32Array();
  for (;;) {
    const answer = await searchMailbox(db, mailbox, query, found);
    sure = both(sure, answer.uids);
    const step = answer.undecided.length > 0 ? steps.shift() : undefined;
    if (!step) return sure;
    found.among = answer.undecided;
    await step(answer);
  }
}

function both(some: Uint32Array, others: Uint32Array): Uint32Array {
  if (some.length === 0) return others;
  const all = new Uint32Array(some.length + others.length);
  all.set(some);
  all.set(others, some.length);
  return all.sort();
}
