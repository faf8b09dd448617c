import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { CarelessSession } from '../support/careless-session.ts';
import { openFixture } from '../support/fixture.ts';
import { ImapSession } from '../support/imap-session.ts';
import { meanwhile } from '../support/meanwhile.ts';
import { ServiceWatch, WATCHED } from '../support/service-watch.ts';

/** What a client may cost all others: CPU time of the event loop without a turn for them, in ms, and octets of memory. */
const LONGEST_MS = 100;
const MEMORY_BYTES = 192 * 1024 * 1024;

const fixture = await openFixture({ env: WATCHED });
after(async () => {
  const complaints = fixture.complaints();
  await fixture[Symbol.asyncDispose]();
  assert.deepEqual(complaints, []);
});

const port = fixture.platform.ports.IMAP_PORT;
const address = 'fire@postroom.test';
const accountId = await fixture.stage.account(address);
await fixture.stage.account('bystander@postroom.test');
const bystander = await ImapSession.login(port, 'bystander@postroom.test');
const watch = new ServiceWatch(fixture.platform.fleet.process('imap-access').pid);

/** More than one step of any command processes. */
const MANY = 10_000;

// Inserts mailboxes whose names are hard for patterns, and as many messages as a mailbox can have.
await fixture.stage.pool.query(
  `insert into mailboxes (account_id, id, name, uid_validity)
   select $1, 1000 + n, 'l/' || n || '/' || repeat('a', 950), 1 from generate_series(1, 1500) n`,
  [accountId],
);
// One account shares as many mailboxes as a client is told of.
const generous = await fixture.stage.account('generous@postroom.test');
await fixture.stage.pool.query(
  `with made as (
     insert into mailboxes (account_id, id, name, uid_validity)
     select $1, 1000 + n, 's/' || n || '/' || repeat('b', 900), 1 from generate_series(1, 5000) n returning id
   )
   insert into mailbox_shares (account_id, mailbox_id, grantee_id, rights) select $1, id, $2, 'lr' from made`,
  [generous, accountId],
);
const filler = await ImapSession.login(port, address);
await filler.command('APPEND INBOX {7+}\r\na: b\r\n\r\nx');
await fill('INBOX', MANY);
await fill('Drafts', MANY);
await fill('Junk', 5 * MANY);

/** Fills a mailbox with copies of the one message. */
async function fill(name: string, count: number): Promise<void> {
  await fixture.stage.pool.query(
    `with filled as (
       update mailboxes set message_count = message_count + $3, unseen_count = unseen_count + $3,
         size_bytes = size_bytes + 7 * $3, uid_next = uid_next + $3
       where account_id = $1 and name = $2 returning id, uid_next
     )
     insert into mailbox_entries (account_id, mailbox_id, uid, message_id, modseq, size, internal_date)
     select $1, filled.id, uid_next - n, (select max(id) from messages where account_id = $1), 1, 7, now()
     from filled, generate_series(1, $3::bigint) n`,
    [accountId, name, count],
  );
}

/** Several connections send the commands at once; the last response of each must match. */
async function underFire(commands: readonly string[], expected: RegExp, connections = 3): Promise<void> {
  const sessions = await Promise.all(Array.from({ length: connections }, () => CarelessSession.login(port, address)));
  const { longestMs, grownBytes, answers } = await meanwhile(
    watch,
    () => bystander.command('NOOP'),
    () =>
      Promise.all(
        sessions.map(async (session) => {
          for (const command of commands.slice(0, -1)) await session.attempt(command);
          assert.match(await session.attempt(commands.at(-1) as string), expected);
        }),
      ),
  );
  for (const session of sessions) session[Symbol.dispose]();
  assert.ok(longestMs < LONGEST_MS, `the event loop was held for ${longestMs} ms, in ${answers} answers`);
  assert.ok(grownBytes < MEMORY_BYTES, `${grownBytes} octets more`);
}

const cases: Record<string, [commands: string[], expected: RegExp, connections?: number]> = {
  'LIST with 65,000 %': [[`LIST "" ${'%'.repeat(65_000)}`], /^OK/],
  'LIST with stars and letters on long names': [[`LIST "" ${'*a'.repeat(900)}`], /^OK|^NO \[LIMIT\]/],
  'LIST with a long piece that nearly fits everywhere': [[`LIST "" *${'a'.repeat(600)}b`], /^OK|^NO \[LIMIT\]/],
  'LIST with a hundred slow patterns': [
    [`LIST "" (${Array.from({ length: 100 }, (_, n) => `*${'a'.repeat(400 + n)}b`).join(' ')})`],
    /^OK|^NO \[LIMIT\]/,
  ],
  'LIST of everything with STATUS': [['LIST "" * RETURN (SUBSCRIBED STATUS (MESSAGES RECENT DELETED-STORAGE))'], /^OK/],
  'LIST of everything that is shared, with rights': [
    ['LIST "" "Other Users/*" RETURN (MYRIGHTS STATUS (MESSAGES RECENT))'],
    /^OK/,
  ],
  'names of many possible owners': [[`SELECT "Other Users/${'a@b/'.repeat(400)}c"`], /^NO \[CANNOT\]/],
  'thousands of rights': [[`SETACL Sent generous@postroom.test ${'lrsd'.repeat(12_000)}`], /^OK/],
  'an identifier of 60,000 letters': [[`SETACL Sent "${'a'.repeat(59_000)}@b" l`], /^NO/],
  'a name of 60,000 &': [[`SELECT "${'&'.repeat(60_000)}"`, `LIST "" "${'&'.repeat(60_000)}"`], /^OK/],
  'a name of 30,000 &-': [[`CREATE "${'&-'.repeat(30_000)}"`], /^NO/],
  'a set of thousands of ranges': [['SELECT INBOX', `UID FETCH ${'1:*,'.repeat(15_000)}1 (UID)`], /^OK/, 1],
  'a set of every second number': [
    ['SELECT INBOX', `FETCH ${Array.from({ length: 2_000 }, (_, n) => 2 * n + 1).join(',')} (UID)`],
    /^OK/,
  ],
  'thousands of data items': [['SELECT INBOX', `FETCH 1 (${'UID FLAGS '.repeat(6_000)}UID)`], /^OK/],
  'thousands of different data items': [
    ['SELECT INBOX', `FETCH 1 (${Array.from({ length: 3_000 }, (_, n) => `BODY[]<${n}.1>`).join(' ')})`],
    /^NO \[LIMIT\]/,
  ],
  'thousands of search keys': [['SELECT INBOX', `SEARCH ${'OR 1 '.repeat(12_000)}2`], /^NO \[LIMIT\]/],
  'thousands of search keys in parentheses': [['SELECT INBOX', `SEARCH ${'('.repeat(60_000)}`], /^NO \[LIMIT\]/],
  'thousands of keywords': [
    ['SELECT INBOX', `STORE 1 +FLAGS (${Array.from({ length: 9_000 }, (_, n) => `k${n}`).join(' ')})`],
    /^NO \[LIMIT\]/,
  ],
  'a hundred long keywords on thousands of messages': [
    [
      'SELECT Drafts',
      `UID STORE 1:2000 +FLAGS.SILENT (${Array.from({ length: 100 }, (_, n) => `${'k'.repeat(90)}${n}`).join(' ')})`,
      'NOOP',
    ],
    /^OK/,
    1,
  ],
  'flags of every message set by all at once': [['SELECT INBOX', 'UID STORE 1:* FLAGS (\\Seen)', 'NOOP'], /^OK/],
  'flags of messages with a hundred long keywords': [
    ['SELECT Drafts', 'UID STORE 1:1000 +FLAGS.SILENT (\\Seen)', 'UID FETCH 1:500 (FLAGS)'],
    /^OK/,
  ],
  'a search that finds everything': [['SELECT INBOX', 'UID SEARCH NOT MODSEQ 9999999999', 'SEARCH ALL'], /^OK/],
  'a search for a field of every header': [['SELECT INBOX', 'UID SEARCH UID 1:5000 HEADER a ""'], /^OK/],
  'a search in headers that finds 50,000 messages': [['SELECT Junk', 'UID SEARCH HEADER a b'], /^OK/, 1],
  'a search in texts and headers that finds 50,000 messages': [['SELECT Junk', 'UID SEARCH NOT TEXT c'], /^OK/, 1],
  'everything sorted by all keys': [
    ['SELECT INBOX', 'UID SORT (SUBJECT REVERSE FROM DISPLAYTO CC SIZE DATE ARRIVAL) UTF-8 ALL'],
    /^OK/,
    1,
  ],
  'thousands of criteria to sort by': [['SELECT INBOX', `SORT (${'SIZE '.repeat(12_000)}DATE) UTF-8 1`], /^OK/],
  'threads of everything': [
    ['SELECT INBOX', 'THREAD REFERENCES UTF-8 ALL', 'UID THREAD ORDEREDSUBJECT UTF-8 ALL'],
    /^OK/,
    1,
  ],
  'a search by every second number': [
    ['SELECT INBOX', `SEARCH ${Array.from({ length: 5_000 }, (_, n) => 2 * n + 1).join(',')} UNFLAGGED`],
    /^OK/,
  ],
  'envelopes of everything': [['SELECT INBOX', 'FETCH 1:* (UID ENVELOPE)', 'FETCH 1:* (UID ENVELOPE)'], /^OK/],
  'copies of everything': [['SELECT INBOX', 'COPY 1:* Archive'], /^OK/],
  'changes of everything since the beginning': [['SELECT INBOX', 'UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1)'], /^OK/],
  'a move of everything': [['SELECT Archive', 'UID MOVE 1:* Sent', 'NOOP'], /^OK/],
  'an expunge of everything with notices to others': [
    ['SELECT INBOX', 'UID STORE 1:* +FLAGS.SILENT (\\Deleted)', 'EXPUNGE', 'NOOP'],
    /^OK/,
  ],
  'thousands of words to ENABLE': [[`ENABLE ${'X '.repeat(30_000)}CONDSTORE`], /^OK/],
  'thousands of empty literals': [[`ID (${'{0+}\r\n '.repeat(5_000)}NIL)`], /^OK|^BAD/],
  'thousands of status items': [[`STATUS INBOX (${'MESSAGES RECENT '.repeat(4_000)}UNSEEN)`], /^OK/],
};

for (const [title, [commands, expected, connections]] of Object.entries(cases)) {
  test(`another client is answered during ${title}`, () => underFire(commands, expected, connections));
}
