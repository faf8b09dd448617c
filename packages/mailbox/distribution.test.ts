import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testDatabase } from '@postroom/testkit';
import { statementsIn } from './testing/statements.ts';

// Each account's mail could be one shard: the schema can be distributed over many databases by account_id as it is.

const database = await testDatabase();
const { pool } = database;
after(() => database[Symbol.asyncDispose]());

/** Every table and the column it would be distributed by; null: it is small and would be on every node (a reference table). */
const SPREAD_BY: Readonly<Record<string, string | null>> = {
  account_state: 'account_id',
  mailboxes: 'account_id',
  subscriptions: 'account_id',
  messages: 'account_id',
  mailbox_entries: 'account_id',
  expunged_entries: 'account_id',
  message_changes: 'account_id',
  removed_mailboxes: 'account_id',
  thread_keys: 'account_id',
  message_texts: 'account_id',
  search_segments: 'account_id',
  search_postings: 'account_id',
  search_backlog: 'account_id',
  uploads: 'account_id',
  login_sessions: 'account_id',
  app_passwords: 'account_id',
  snoozes: 'account_id',
  filter_states: 'account_id',
  filter_lessons: 'account_id',
  filter_tokens: 'account_id',
  sending_state: 'account_id',
  identities: 'account_id',
  email_submissions: 'account_id',
  removed_sending: 'account_id',
  vacation_responses: 'account_id',
  vacation_replies: 'account_id',
  push_subscriptions: 'account_id',
  share_notifications: 'account_id',

  // Found by their own id: a blob can belong to many accounts, and a message to many recipients.
  blobs: 'id',
  blob_chunks: 'blob_id',
  blob_candidates: 'blob_id',
  object_removals: 'blob_id',
  accepted_mails: 'id',
  deliveries: 'id',
  delivery_events: 'id',
  refusals: 'id',
  report_mails: 'mail_id',
  forwarded_senders: 'key',
  dmarc_reports: 'day',
  measured_dmarc: 'day',
  tls_reports: 'day',
  measured_tls: 'day',

  queue_depth: null,
  queue_changes: null,
  last_backup: null,
  domains: null,
  acme_accounts: null,
  certificates: null,
  acme_challenges: null,
  acme_dns_records: null,
  // About other domains.
  sts_policies: null,
  brandings: null,
  brand_pictures: null,
  accounts: null,
  aliases: null,
  groups: null,
  group_members: null,
  delegations: null,
  migrations: null,
  maintenance_jobs: null,
  partitioned_tables: null,
  push_keys: null,
  dkim_keys: null,
  // Shared by the platform, domains and accounts.
  sender_rules: null,
  policy_settings: null,
  scram_keys: null,
  sending_limits: null,
  sending_holds: null,
  received_reports: null,
  domain_joining: null,
  join_applications: null,
  join_invitations: null,
  join_keys: null,
  reserved_names: null,
  departures: null,
  // Queried by owner and by user.
  mailbox_shares: null,
};

const HOT = Object.keys(SPREAD_BY).filter((table) => SPREAD_BY[table] === 'account_id');

test('every unique key begins with the column that distributes its table', async () => {
  const { rows } = await pool.query<{ name: string; keys: string[] | null }>(
    `select c.relname as name,
       (select array_agg(a.attname::text) from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
         where i.indrelid = c.oid and i.indisunique) as keys
     from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`,
  );
  assert.deepEqual(
    rows.map(({ name }) => name).sort(),
    Object.keys(SPREAD_BY).sort(),
    'every table has its place above',
  );
  for (const { name, keys } of rows) {
    assert.ok(keys, `${name} has a key`);
    const by = SPREAD_BY[name];
    if (by !== null) assert.deepEqual([...new Set(keys)], [by], name);
  }
});

/** These grow only with the number of accounts, and are read and changed for many accounts at once; an upload stays for a day. */
const WHOLE = [
  ...['account_state', 'mailboxes', 'removed_mailboxes', 'subscriptions', 'uploads'],
  ...['sending_state', 'vacation_responses', 'login_sessions', 'push_subscriptions'],
  // Limited for each account.
  ...['app_passwords', 'filter_states', 'filter_lessons', 'filter_tokens'],
];

test('on a new platform all tables that grow with mail are partitioned', async () => {
  const { rows } = await pool.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'p'",
  );
  assert.deepEqual(
    rows.map(({ name }) => name).sort(),
    HOT.filter((table) => !WHOLE.includes(table)).sort(),
    'a migration that makes such a table ends with select partition_by_account(…)',
  );
});

test('tables distributed by account have an account_id in every row and no reference to another shard', async () => {
  const { rows } = await pool.query<{ name: string }>(
    `select attrelid::regclass::text as name from pg_attribute
     where attname = 'account_id' and attnotnull and attrelid::regclass::text = any($1::text[])`,
    [HOT],
  );
  assert.deepEqual(rows.map(({ name }) => name).sort(), [...HOT].sort());
  const references = await pool.query<{ name: string }>(
    "select conrelid::regclass::text as name from pg_constraint where contype = 'f'",
  );
  for (const { name } of references.rows) assert.equal(SPREAD_BY[name], null, `${name} refers to another table`);
});

/** Statements that would ask every shard, and why they may. */
const EVERYWHERE: Readonly<Record<string, string>> = {
  'select 1 from search_backlog limit 1': 'maintenance, every ten minutes: whether any account waits for its index',
  'select 1 from messages where thread_id is null limit 1':
    'maintenance, every ten minutes: each shard looks into messages_without_thread, which is empty as a rule',
  'from mailbox_entries where thread_id is null and (account_id, mailbox_id, uid) >':
    'maintenance after an upgrade: it goes through all mailboxes, a page at a time, by mailbox_entries_without_thread',
  'select 1 from messages where described_by is null limit 1': 'the same, by messages_not_described',
  'from messages where thread_id is null and (account_id, id) >':
    'maintenance after an upgrade: it goes through all accounts, a page at a time, by messages_without_thread',
  'from messages where (account_id, id) >': 'the same, by the primary key',
  'select account_id from expunged_entries where expunged_at':
    'housekeeping, once a minute: each shard names accounts that have something to forget, by the age of what went',
  'from search_segments group by account_id':
    'housekeeping, once a minute: each shard sums what its index holds, a row for 4,096 messages',
  'from search_segments where gram_version <>':
    'maintenance after an upgrade: each shard names accounts whose index is of the release before',
  'select 1 from uploads u where u.blob_id = b.id': 'housekeeping: the same, by uploads_by_blob',
  'select account_id, blob_id from uploads where uploaded_at':
    'housekeeping, once a minute: each shard names what was uploaded a day ago and not used, by age',
  'select account_id, id from login_sessions where ends_at':
    'housekeeping, once a minute: each shard names sessions that have ended',
  'select account_id, id from app_passwords where ends_at': 'the same, of app passwords',
  'select account_id from snoozes where until':
    'the clock, every few seconds: each shard names accounts with emails that come back now, by snoozes_by_time',
  'select account_id, sender from vacation_replies':
    'housekeeping, once a minute: each shard names who may be answered again, by age',
  'select 1 from messages m where m.blob_id = b.id':
    'housekeeping: whether anybody still has a blob is asked of every shard, 500 blobs at a time, by messages_by_blob',
};

test('every statement about an account contains its id', async () => {
  const statements = await statementsIn(['blobs', 'mailbox', 'sending', 'transit', 'directory']);
  assert.ok(statements.length > 60, `${statements.length} statements were found`);
  const excused = new Set<string>();
  const faults: string[] = [];
  let checked = 0;
  for (const { path, sql } of statements) {
    const lacking = mentions(sql)
      .filter(({ table }) => HOT.includes(table))
      .filter((mention) => {
        checked++;
        return !namesAccount(sql, mention);
      });
    if (lacking.length === 0) continue;
    const excuse = Object.keys(EVERYWHERE).find((part) => sql.includes(part));
    if (excuse) excused.add(excuse);
    else faults.push(`${path}: ${lacking.map(({ table }) => table).join(', ')} without account_id in: ${sql}`);
  }
  assert.ok(checked > 50, `${checked} mentions of tables were looked at`);
  assert.deepEqual(faults, []);
  assert.deepEqual([...excused].sort(), Object.keys(EVERYWHERE).sort(), 'an excuse that nothing needs any more');
});

test('a statement without its account id is detected', () => {
  for (const [sql, isFine] of [
    ['select 1 from messages where id = $1', false],
    ['select 1 from messages where account_id = $1 and id = $2', true],
    ['select 1 from mailbox_entries e join messages m on m.id = e.message_id where e.account_id = $1', false],
    ['select 1 from mailbox_entries e join messages m on m.account_id = e.account_id where e.account_id = $1', true],
    ['update mailboxes set name = $1 where id = $2', false],
    ['insert into messages (id, blob_id) values ($1, $2)', false],
    ['insert into messages (account_id, id) values ($1, $2)', true],
  ] as const) {
    assert.equal(
      mentions(sql).every((mention) => namesAccount(sql, mention)),
      isFine,
      sql,
    );
  }
});

interface Mention {
  readonly table: string;
  readonly alias: string;
  readonly columns: string | undefined;
}

const MENTION =
  /\b(?<verb>from|join|update|into|using) (?<table>[a-z_]+)(?: (?:as )?(?<alias>(?!where|set|on|join|left|order|group|limit|using|for|values|select|returning|union)[a-z_]+)\b)?(?: \((?<columns>[^)]*)\))?/g;

function mentions(sql: string): Mention[] {
  return [...sql.matchAll(MENTION)].map(({ groups }) => ({
    table: groups?.table ?? '',
    alias: groups?.alias ?? '',
    columns: groups?.verb === 'into' ? (groups?.columns ?? '') : undefined,
  }));
}

/** Returns whether a statement names the account: in the columns it inserts, or in a comparison of what it reads. */
function namesAccount(sql: string, { alias, columns }: Mention): boolean {
  if (columns !== undefined) return /\baccount_id\b/.test(columns);
  const name = alias ? `${alias}\\.account_id` : '(?<![.\\w])account_id';
  return new RegExp(`${name} (=|in\\b)|= ${name}\\b|${name}, [a-z_.]+\\) (=|in\\b)`).test(sql);
}
