import { packBytes, type Transaction } from '@postroom/database';
import { isUnaccented } from '@postroom/mime';
import { type AccountState, lockAccounts } from '../account/account-state.ts';
import { noteBacklog } from '../search/text-index/backlog.ts';
import { DESCRIBED_BY } from './described-by.ts';
import type { Filed, FiledEntry, FilingItem, FilingResult } from './filing-item.ts';
import type { MessageFacts } from './message-facts.ts';
import { placeItems, spellKeywords } from './place-items.ts';
import { type TargetMailbox, targetMailboxes, withCreated } from './target-mailboxes.ts';
import { threadKeys } from './threads/thread-keys.ts';
import { keepThreadKeys, Threads, type ToThread } from './threads/threads.ts';

/**
 * Files many messages for many accounts in three statements, however many there are. Part of the caller's transaction,
 * which also marks what was filed. Results are in the order of the items; a refused item does not affect the others.
 */
export async function fileMessages(tx: Transaction, items: readonly FilingItem[]): Promise<FilingResult[]> {
  if (items.length === 0) return [];
  const toThread = withKeys(items);
  // The server runs these in order, so the later ones see the state under the lock.
  const [accounts, found, threads] = await Promise.all([
    lockAccounts(tx, [...new Set(items.map((item) => item.accountId))]),
    targetMailboxes(tx, items),
    Threads.read(tx, toThread),
  ]);
  for (const state of accounts.values()) state.modseq++;
  const mailboxes = await withCreated(tx, items, accounts, found);
  const firstIds = new Map([...accounts.values()].map(({ accountId, nextId }) => [accountId, nextId]));
  const results = placeItems(items, accounts, mailboxes);
  await spellKeywords(tx, results);
  const threadIds = results.map((result, index) =>
    'filed' in result ? threads.join(toThread[index] as ToThread, result.filed.messageId) : 0,
  );
  await write(tx, items, results, accounts, mailboxes, { threadIds, threads });
  await noteBacklog(tx, accounts.values(), firstIds);
  return results;
}

/** Computes thread keys, only once for a message that is filed for many accounts. */
function withKeys(items: readonly FilingItem[]): ToThread[] {
  const known = new Map<MessageFacts, string[]>();
  return items.map(({ accountId, facts }) => {
    const keys = known.get(facts) ?? threadKeys(facts);
    known.set(facts, keys);
    return { accountId, keys };
  });
}

// Facts are sent once per blob, however many accounts get it. The text goes to message_texts; messages.search_text stays empty and cut,
// so that an older release looks into the message itself.
const WRITE = `
  with facts as (
    select f.*, substr($2::bytea, f.envelope_at, f.envelope_length) as envelope,
      substr($2::bytea, f.structure_at, f.structure_length) as body_structure,
      convert_from(substr($2::bytea, f.parts_at, f.parts_length), 'UTF8') as parts,
      convert_from(substr($2::bytea, f.text_at, f.text_length), 'UTF8') as search_text
    from jsonb_to_recordset($1::jsonb) as f (n int, blob_id uuid, size bigint, message_id text, in_reply_to text[],
      refs text[], sent_at timestamptz, sent_on date, subject text, preview text, has_attachment boolean,
      search_subject text, search_from text, search_to text, search_cc text, search_bcc text,
      search_text_cut boolean, is_plain boolean, envelope_at int, envelope_length int, structure_at int, structure_length int,
      parts_at int, parts_length int, text_at int, text_length int)
  ), entries as (
    select * from jsonb_to_recordset($3::jsonb) as e (fact int, account_id bigint, mailbox_id bigint, uid bigint,
      message_id bigint, thread_id bigint, modseq bigint, flags int, keywords text[], size bigint, internal_date timestamptz)
  ), new_messages as (
    insert into messages (account_id, id, thread_id, described_by, blob_id, size, envelope, body_structure, parts, message_id, in_reply_to, refs,
      sent_at, sent_on, subject, preview, has_attachment, search_subject, search_from, search_to, search_cc,
      search_bcc, search_text, search_text_cut)
    select e.account_id, e.message_id, e.thread_id, ${DESCRIBED_BY}, f.blob_id, f.size, f.envelope, f.body_structure, f.parts, f.message_id,
      f.in_reply_to, f.refs, f.sent_at, f.sent_on, f.subject, f.preview, f.has_attachment, f.search_subject,
      f.search_from, f.search_to, f.search_cc, f.search_bcc, '', true
    from entries e join facts f on f.n = e.fact
  ), new_keys as (
    ${keepThreadKeys('$6')}
  ), new_texts as (
    insert into message_texts (account_id, message_id, text, is_cut, is_plain)
    select e.account_id, e.message_id, f.search_text, f.search_text_cut, f.is_plain from entries e join facts f on f.n = e.fact
  ), new_entries as (
    insert into mailbox_entries (account_id, mailbox_id, uid, message_id, thread_id, modseq, flags, keywords, size, internal_date)
    select account_id, mailbox_id, uid, message_id, thread_id, modseq, flags, keywords, size, internal_date from entries
  ), counted as (
    update mailboxes m set uid_next = n.uid_next, highest_modseq = s.modseq,
      message_count = m.message_count + n.messages, unseen_count = m.unseen_count + n.unseen,
      deleted_count = m.deleted_count + n.deleted, size_bytes = m.size_bytes + n.bytes
    from jsonb_to_recordset($4::jsonb) as n (account_id bigint, id bigint, uid_next bigint, messages bigint,
      unseen bigint, deleted bigint, bytes bigint)
    join jsonb_to_recordset($5::jsonb) as s ("accountId" bigint, modseq bigint) on s."accountId" = n.account_id
    where m.account_id = n.account_id and m.id = n.id
  )
  update account_state a set modseq = n.modseq, next_id = n."nextId", used_bytes = n."usedBytes",
    message_count = n."messageCount", noted_modseq = n.modseq, changes_from = n."changesFrom"
  from jsonb_to_recordset($5::jsonb) as n ("accountId" bigint, modseq bigint, "nextId" bigint, "usedBytes" bigint,
    "messageCount" bigint, "changesFrom" bigint)
  where a.account_id = n."accountId"`;

async function write(
  tx: Transaction,
  items: readonly FilingItem[],
  results: readonly FilingResult[],
  accounts: Map<number, AccountState>,
  mailboxes: TargetMailbox[],
  { threadIds, threads }: { threadIds: readonly number[]; threads: Threads },
): Promise<void> {
  const blobs = new Map<string, FilingItem>();
  const numbers = new Map<string, number>();
  const entries: Record<string, unknown>[] = [];
  items.forEach((item, index) => {
    const result = results[index] as FilingResult;
    if (!('filed' in result)) return;
    if (!blobs.has(item.blobId)) {
      numbers.set(item.blobId, blobs.size);
      blobs.set(item.blobId, item);
    }
    const { filed } = result;
    filed.entries.forEach((entry, n) => {
      entries.push({
        ...entryRow(item, filed, entry),
        // Only the first entry inserts the message; the others join no facts.
        fact: n === 0 ? numbers.get(item.blobId) : null,
        thread_id: threadIds[index],
      });
    });
  });
  if (entries.length === 0) return;
  const facts = packFacts([...blobs.values()]);
  await tx.query({
    name: 'file-messages',
    text: WRITE,
    values: [
      JSON.stringify(facts.rows),
      facts.bytes,
      JSON.stringify(entries),
      JSON.stringify(mailboxes.filter((mailbox) => mailbox.messages > 0)),
      JSON.stringify([...accounts.values()]),
      JSON.stringify(threads.changedKeys),
    ],
  });
}

function entryRow(item: FilingItem, filed: Filed, entry: FiledEntry): Record<string, unknown> {
  return {
    account_id: filed.accountId,
    mailbox_id: entry.mailboxId,
    uid: entry.uid,
    message_id: filed.messageId,
    modseq: filed.modseq,
    flags: entry.flags,
    keywords: entry.keywords,
    size: item.size,
    internal_date: wholeSecond(item.internalDate),
  };
}

/** Cuts a date to seconds, which is what clients see (RFC 9051 2.3.3), so that the visible order is right. */
function wholeSecond(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}

function packFacts(items: FilingItem[]): { rows: Record<string, unknown>[]; bytes: Buffer } {
  const packed = packBytes(
    items.flatMap(({ facts }) => [
      facts.envelope,
      facts.bodyStructure,
      Buffer.from(facts.parts),
      Buffer.from(facts.searchText),
    ]),
  );
  const rows = items.map(({ blobId, size, facts }, n) => ({
    n,
    blob_id: blobId,
    size,
    message_id: facts.messageId,
    in_reply_to: facts.inReplyTo,
    refs: facts.references,
    sent_at: facts.sentAt,
    sent_on: facts.sentOn,
    subject: facts.subject,
    preview: facts.preview,
    has_attachment: facts.hasAttachment,
    search_subject: facts.searchSubject,
    search_from: facts.searchFrom,
    search_to: facts.searchTo,
    search_cc: facts.searchCc,
    search_bcc: facts.searchBcc,
    search_text_cut: facts.searchTextCut,
    is_plain: isUnaccented(facts.searchText),
    envelope_at: packed.starts[n * 4],
    envelope_length: packed.lengths[n * 4],
    structure_at: packed.starts[n * 4 + 1],
    structure_length: packed.lengths[n * 4 + 1],
    parts_at: packed.starts[n * 4 + 2],
    parts_length: packed.lengths[n * 4 + 2],
    text_at: packed.starts[n * 4 + 3],
    text_length: packed.lengths[n * 4 + 3],
  }));
  return { rows, bytes: packed.bytes };
}
