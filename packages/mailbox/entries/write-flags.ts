import { packBigints, type Transaction } from '@postroom/database';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { isOneOf, placeIn } from '../read/entries-by-uid.ts';
import { prepared, setFlags } from '../sharing/own-seen.ts';

/** What is written to an entry; `keywords` is null when they stay. */
export interface FlagWrite {
  uid: number;
  flags: number;
  keywords: string[] | null;
}

/** A number that stands for unchanged keywords; no set of keywords gets so high a number. */
const UNCHANGED = 1_000_000;

/** Writes flags and keywords of entries, which must be ascending by uid, under the account's lock. */
export async function writeFlags(
  tx: Transaction,
  mailbox: MailboxRef,
  modseq: number,
  entries: readonly FlagWrite[],
): Promise<void> {
  // Messages that are changed together mostly have the same keywords afterwards, so each set of keywords is sent only once.
  const sets = new Map<string[], number>();
  for (const { keywords } of entries) if (keywords && !sets.has(keywords)) sets.set(keywords, sets.size);
  const column = (value: (entry: FlagWrite) => number): Buffer => packBigints(entries.map(value));
  const uids = Uint32Array.from(entries, ({ uid }) => uid);
  const wanted = isOneOf(uids, '$4');
  const place = placeIn('$4');
  const flags = setFlags(`($5::bigint[])[${place}]::int`, mailbox.reader);
  await tx.query({
    ...prepared(`write-flags-${wanted.name}`, mailbox.reader),
    text: `update mailbox_entries e set modseq = $3, ${flags},
        keywords = case when ($6::bigint[])[${place}] = ${UNCHANGED} then e.keywords else coalesce((
          select array_agg(keyword order by n)
          from jsonb_array_elements_text($7::jsonb -> ($6::bigint[])[${place}]::int) with ordinality k (keyword, n)
        ), '{}') end
      where e.account_id = $1 and e.mailbox_id = $2 and ${wanted.condition}`,
    values: [
      mailbox.accountId,
      mailbox.mailboxId,
      modseq,
      packBigints(uids),
      column(({ flags }) => flags),
      column(({ keywords }) => (keywords ? (sets.get(keywords) as number) : UNCHANGED)),
      JSON.stringify([...sets.keys()]),
    ],
  });
}

/** Adds to the mailbox's counts of entries that are unseen by its owner and that are marked \\Deleted. */
export async function countFlags(
  tx: Transaction,
  { accountId, mailboxId, reader }: MailboxRef,
  modseq: number,
  { unseen, deleted }: { unseen: number; deleted: number },
): Promise<void> {
  await tx.query({
    name: 'count-flags',
    text: `update mailboxes
      set highest_modseq = $3, unseen_count = unseen_count + $4, deleted_count = deleted_count + $5
      where account_id = $1 and id = $2`,
    values: [accountId, mailboxId, modseq, reader === undefined ? unseen : 0, deleted],
  });
}

export function bit(flags: number, flag: number): 0 | 1 {
  return flags & flag ? 1 : 0;
}
