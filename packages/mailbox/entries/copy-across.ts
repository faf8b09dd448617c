import { readBlob } from '@postroom/blobs';
import { packBigints, type Queryable, transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import { lockAccounts } from '../account/account-state.ts';
import { type MailboxRef, ownMailbox } from '../mailboxes/mailbox-ref.ts';
import { requireRights, settable } from '../mailboxes/rights.ts';
import { describeBlob } from '../messages/describe-blob.ts';
import { fileMessages } from '../messages/file-messages.ts';
import type { Filed } from '../messages/filing-item.ts';
import type { MessageFacts } from '../messages/message-facts.ts';
import { ENTRIES_BY_UID, messageOfEntry } from '../read/entries-by-uid.ts';
import { flagsSeen, flagsToFile, prepared, seeFiled } from '../sharing/own-seen.ts';
import { DEFAULT_MAX_MESSAGES, type MailboxStore } from '../store.ts';
import type { CopiedMessages } from './copied-entries.ts';
import { type CopyOptions, requireAll, requireFew } from './copy.ts';
import { expunge } from './expunge.ts';

/** The most messages that one command may copy to another account. */
const MAX_ACROSS = 10_000;

/** How many are filed in one transaction, under the locks of both accounts. */
const AT_ONCE = 50;

/**
 * COPY into a mailbox of another account: files new messages with the same blobs, which count for that account. All or none (RFC 9051
 * 6.4.7): what was filed is removed again when something fails. Throws over-quota, limit-reached, mailbox-not-found, not-found.
 */
export async function copyAcross(
  store: MailboxStore,
  from: MailboxRef,
  to: MailboxRef,
  uids: Uint32Array,
  options: CopyOptions = { all: false },
): Promise<CopiedMessages> {
  requireRights(from, 'r');
  requireRights(to, 'i');
  if (uids.length > MAX_ACROSS)
    throw new MailError('limit-reached', `At most ${MAX_ACROSS} messages at once go to another account`);
  const copied: Copied = { uidValidity: 0, sources: [], copies: [] };
  try {
    for (let at = 0; at < uids.length; at += AT_ONCE)
      await copySome(store, from, to, uids.subarray(at, at + AT_ONCE), options, copied);
  } catch (error) {
    const filed = Uint32Array.from(copied.copies);
    if (filed.length > 0)
      await expunge(store, ownMailbox(to.accountId, to.mailboxId), { uids: filed, onlyDeleted: false });
    throw error;
  }
  const { uidValidity, sources, copies } = copied;
  return { uidValidity, sources: Uint32Array.from(sources), copies: Uint32Array.from(copies) };
}

/**
 * MOVE into a mailbox of another account: copies, and then removes the originals. If the server dies in between, both exist (RFC
 * 6851 3.3).
 */
export async function moveAcross(
  store: MailboxStore,
  from: MailboxRef,
  to: MailboxRef,
  uids: Uint32Array,
  options: CopyOptions = { all: false },
): Promise<CopiedMessages> {
  requireRights(from, 'rte');
  const copied = await copyAcross(store, from, to, uids, options);
  if (copied.sources.length > 0) await expunge(store, from, { uids: copied.sources, onlyDeleted: false });
  return copied;
}

interface Copied {
  uidValidity: number;
  readonly sources: number[];
  readonly copies: number[];
}

interface Source {
  uid: number;
  flags: number;
  keywords: string[];
  internal_date: Date;
  size: number;
  blob_id: string;
}

async function copySome(
  store: MailboxStore,
  from: MailboxRef,
  to: MailboxRef,
  uids: Uint32Array,
  options: CopyOptions,
  copied: Copied,
): Promise<void> {
  const facts = new Map<string, MessageFacts>();
  for (const { blob_id: id } of await readSources(store.pool, from, uids))
    if (!facts.has(id)) facts.set(id, await describeBlob(store, await readBlob(store.pool, id)));
  const { filed, sources } = await transaction(store.pool, async (tx) => {
    // Under these locks nobody can expunge the originals, nor collect their blobs, before the copies exist.
    const accounts = await lockAccounts(tx, [from.accountId, to.accountId]);
    const there = accounts.get(to.accountId)?.messageCount ?? 0;
    requireFew(there + uids.length, store.maxMessages ?? DEFAULT_MAX_MESSAGES);
    const sources = (await readSources(tx, from, uids)).filter(({ blob_id: id }) => facts.has(id));
    requireAll(
      Uint32Array.from(sources, ({ uid }) => uid),
      uids,
      options,
    );
    const may = settable(to);
    const results = await fileMessages(
      tx,
      sources.map(({ blob_id: blobId, size, flags, keywords, internal_date: internalDate }) => ({
        accountId: to.accountId,
        places: [
          { mailbox: { id: to.mailboxId }, flags: flagsToFile(to, flags), keywords: may.keywords ? keywords : [] },
        ] as const,
        blobId,
        size,
        internalDate,
        facts: facts.get(blobId) as MessageFacts,
      })),
    );
    const filed = results.map((result) => ('filed' in result ? result.filed : refuse(result.refused)));
    await seeFiled(
      tx,
      to,
      filed.map(({ entries: [{ uid }] }, index) => ({ uid, flags: (sources[index] as Source).flags })),
    );
    return { sources, filed };
  });
  sources.forEach(({ uid }, index) => {
    const [entry] = (filed[index] as Filed).entries;
    copied.uidValidity = entry.uidValidity;
    copied.sources.push(uid);
    copied.copies.push(entry.uid);
  });
  const last = filed.at(-1);
  if (last) store.announce({ accountId: to.accountId, modseq: last.modseq, mailboxIds: [to.mailboxId] });
}

function refuse(why: string): never {
  if (why === 'over-quota') throw new MailError('over-quota', 'The quota is used up');
  throw new MailError('mailbox-not-found', 'No such mailbox');
}

async function readSources(db: Queryable, mailbox: MailboxRef, uids: Uint32Array): Promise<Source[]> {
  const { rows } = await db.query<Source & Record<string, unknown>>({
    ...prepared('sources-across', mailbox.reader),
    text: `select e.uid, ${flagsSeen('e.', mailbox.reader)} as flags, e.keywords, e.internal_date, e.size, m.blob_id
      from ${ENTRIES_BY_UID} ${messageOfEntry('$1')} order by e.uid`,
    values: [mailbox.accountId, mailbox.mailboxId, packBigints(uids)],
  });
  return rows;
}
