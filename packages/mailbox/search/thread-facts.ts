import { packBigints, type Queryable } from '@postroom/database';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { requireRights } from '../mailboxes/rights.ts';
import { PackedColumn } from '../read/packed-column.ts';
import { entriesOf } from './entries-of.ts';
import { BASE_SUBJECT, SENT } from './sort-keys.ts';

/** How many messages one statement reads. */
const PAGE = 5_000;
/** How many references of one message are read: its first, and its last ones. */
const REFERENCES = 20;

/** The facts that decide about threads (RFC 5256 REFERENCES). Ids and subjects are hashes of 53 bits. */
export interface ThreadFacts {
  readonly uids: Float64Array;
  /** When messages were sent, in milliseconds. */
  readonly sent: Float64Array;
  /** Message-IDs; 0 when there is none. */
  readonly ids: Float64Array;
  /** Base subjects; 0 when empty. */
  readonly subjects: Float64Array;
  /** 1 when the subject is that of a reply or a forward (RFC 5256 2.1). */
  readonly replies: Float64Array;
  /** How many of `references` belong to each message; each message's are oldest first. */
  readonly counts: Float64Array;
  readonly references: Float64Array;
}

/** Yields the facts of those of ascending uids that exist, in pages. */
export async function* readThreadFacts(
  db: Queryable,
  mailbox: MailboxRef,
  uids: Uint32Array,
): AsyncGenerator<ThreadFacts> {
  requireRights(mailbox, 'r');
  for (let at = 0; at < uids.length; at += PAGE) {
    const page = uids.subarray(at, at + PAGE);
    const { rows } = await db.query<Record<keyof ThreadFacts, string | null>>(factsStatement(page), [
      ...[mailbox.accountId, mailbox.mailboxId, packBigints(page)],
    ]);
    const numbers = (column: keyof ThreadFacts) => new PackedColumn(rows[0]?.[column] ?? '').numbers();
    yield {
      uids: numbers('uids'),
      sent: numbers('sent'),
      ids: numbers('ids'),
      subjects: numbers('subjects'),
      replies: numbers('replies'),
      counts: numbers('counts'),
      references: numbers('references'),
    };
  }
}

/** SQL: the references; In-Reply-To counts when there are none (RFC 5256 REFERENCES 1). */
const ANCESTORS = 'case when cardinality(m.refs) > 0 then m.refs else m.in_reply_to[1:1] end';
const IS_REPLY = String.raw`left(m.search_subject, 500) ~
  '^(?: |\[[^][]*\] *)*(?:re|fwd?) *(?:\[[^][]*\] *)?:|\(fwd\) *$|^ *\[fwd:.*\] *$'`;

function factsStatement(uids: Uint32Array): string {
  return `select ${PackedColumn.ofNumbers('uid')} as uids, ${PackedColumn.ofNumbers('sent')} as sent,
    ${PackedColumn.ofNumbers('id')} as ids, ${PackedColumn.ofNumbers('subject')} as subjects, ${PackedColumn.ofNumbers('reply')} as replies,
    ${PackedColumn.ofNumbers('count')} as counts, ${PackedColumn.ofBytes('refs')} as references
  from (
    select e.uid, (extract(epoch from ${SENT}) * 1000)::bigint as sent, ${hash('m.message_id')} as id,
      ${hash(BASE_SUBJECT)} as subject, (${IS_REPLY})::int::bigint as reply, r.count, r.refs
    from ${entriesOf(uids, true)}
    cross join lateral (
      select count(*), coalesce(string_agg(int8send(${hash('ref')}), '' order by n), '') as refs
      from unnest(${ANCESTORS}) with ordinality a (ref, n) where n = 1 or n > cardinality(${ANCESTORS}) - ${REFERENCES}
    ) r order by e.uid offset 0
  ) facts`;
}

/** SQL: a hash with as many bits as a JavaScript number holds exactly. */
function hash(text: string): string {
  return `coalesce(hashtextextended(nullif(${text}, ''), 0) >> 11, 0)`;
}
