import { type Pool, packBigints } from '@postroom/database';
import { Flag, MailError } from '@postroom/types';
import { PackedColumn } from '../read/packed-column.ts';
import { JOIN_TEXT } from '../search/message-texts.ts';
import { type Candidates, findCandidates } from '../search/text-index/candidates.ts';
import type { Wanted } from '../search/text-index/wanted.ts';
import type { EmailComparator, EmailFilter } from './email-filter.ts';
import { filterSql, tests } from './filter-sql.ts';
import type { Bind } from './keyword-sql.ts';
import { sortSql } from './sort-sql.ts';

/** Emails that one query finds at most; more would be of no use to anybody. */
const MAX_FOUND = 1_000_000;

/** With so many candidates or more it is as quick to look at all messages. */
const MOST_CANDIDATES = 100_000;

/**
 * The ids of the emails that are wanted, in order (RFC 8621 4.4). What is \\Deleted is not there.
 * Throws too-large where all are needed and there are more than anybody can use.
 * @param most how many of them are needed; Infinity: all
 */
export async function queryEmails(
  pool: Pool,
  accountId: number,
  filter: EmailFilter,
  sort: readonly EmailComparator[],
  most = Number.POSITIVE_INFINITY,
): Promise<Float64Array> {
  const limit = Math.min(most, MAX_FOUND);
  const candidates = await findCandidates(pool, accountId, wanted(filter), MOST_CANDIDATES);
  const values: unknown[] = [accountId];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const condition = conditionSql(filter, bind);
  const order = sortSql(sort, bind);
  const { rows } = await pool.query<{ ids: string | null }>(
    `select ${PackedColumn.ofNumbers('id')} as ids from (
       select b.id from ${emails(filter, candidates, bind)} b
       ${/\bm\./.test(condition + order) ? MESSAGE : ''}
       ${asksText(filter) ? JOIN_TEXT : ''}
       where ${condition} order by ${order} limit ${limit}
     ) found`,
    values,
  );
  const packed = rows[0]?.ids;
  const found = packed ? new PackedColumn(packed).numbers() : new Float64Array();
  if (found.length === MAX_FOUND && most > MAX_FOUND) throw new MailError('too-large', 'Too many emails match');
  const each = once(found);
  // A message that lies twice in the mailbox has taken the place of another.
  if (each.length < found.length && found.length === limit && limit < MAX_FOUND) {
    return (await queryEmails(pool, accountId, filter, sort, Math.min(2 * limit, MAX_FOUND))).subarray(0, most);
  }
  return each.subarray(0, most);
}

function once(ids: Float64Array): Float64Array {
  const unique = new Set(ids);
  return unique.size < ids.length ? Float64Array.from(unique) : ids;
}

/** What lies in the one mailbox is read from there, and not looked up again. */
function conditionSql(filter: EmailFilter, bind: Bind): string {
  const tests = 'all' in filter ? filter.all : [filter];
  const mailboxId = oneMailbox(filter);
  return filterSql(
    { all: tests.filter((each) => !('is' in each && each.is === 'in' && each.mailboxId === mailboxId)) },
    bind,
  );
}

/** The message of `b`: a look-up by key, as the account is compared with what does not come from another table (see 0041). */
const MESSAGE = 'cross join lateral (select * from messages where account_id = $1 and id = b.id offset 0) m';

/** SQL: emails with when they came and how large they are; of one mailbox alone where nothing else is wanted. */
function emails(filter: EmailFilter, candidates: Candidates | null, bind: Bind): string {
  const mailboxId = oneMailbox(filter);
  const mine = `account_id = $1 and flags & ${Flag.Deleted} = 0${mailboxId === undefined ? '' : ` and mailbox_id = ${bind(mailboxId)}::bigint`}`;
  // Copies of a message in one mailbox are so few that it is quicker to drop them afterwards.
  if (mailboxId !== undefined && !candidates) {
    return `(select message_id as id, internal_date as received, size from mailbox_entries where ${mine})`;
  }
  const columns = 'message_id as id, max(internal_date) as received, max(size) as size';
  if (!candidates) return `(select ${columns} from mailbox_entries where ${mine} group by message_id)`;
  const ids = (numbers: readonly number[]): string => `${bind(packBigints(numbers))}::bigint[]`;
  return `(
    select e.* from (
      select unnest(${ids(candidates.ids)}) as id
      union all
      select m.id from unnest(${ids(candidates.unindexed.map(({ from }) => from))}, ${ids(candidates.unindexed.map(({ to }) => to))}) r (low, high)
      join messages m on m.account_id = $1 and m.id between r.low and r.high
    ) c cross join lateral (
      select ${columns} from mailbox_entries where ${mine} and message_id = c.id group by message_id offset 0
    ) e)`;
}

/** The mailbox that all wanted emails lie in, if the filter says so at its top. */
function oneMailbox(filter: EmailFilter): number | undefined {
  const tests = 'all' in filter ? filter.all : [filter];
  const found = tests.find((each) => 'is' in each && each.is === 'in');
  return found && 'is' in found && found.is === 'in' ? found.mailboxId : undefined;
}

function asksText(filter: EmailFilter): boolean {
  return tests(filter).some((test) => test.is === 'text' && test.where.includes('body'));
}

/** What a message must say to be wanted, for the index. */
function wanted(filter: EmailFilter): Wanted {
  if ('all' in filter) return { key: 'and', of: filter.all.map(wanted) };
  if ('any' in filter) return { key: 'or', of: filter.any.map(wanted) };
  if ('not' in filter || filter.is !== 'text') return { key: 'anything' };
  return { key: 'and', of: filter.words.map((text) => ({ key: 'contains', text })) };
}
