import assert from 'node:assert/strict';
import { Flag } from '@postroom/types';
import { Redis } from 'ioredis';
import { eventually } from '../support/eventually.ts';
import { ImapSession } from '../support/imap-session.ts';
import type { LoadMail } from '../support/load.ts';
import type { ChaosFixture } from './fixture.ts';

/**
 * Checks what must be true after any trouble, once nothing is under way, for all messages that were ever sent: each one with a 250 is in each of its
 * mailboxes exactly once, a refused one in none; one without a reply is with all of its recipients or with
 * none; nothing waits; counters match the rows; nothing crashed.
 */
export async function assertPromisesKept(fixture: ChaosFixture, mails: readonly LoadMail[]): Promise<void> {
  await nothingWaits(fixture);
  assertKept(mails, await filedByDatabase(fixture), 'in the database');
  if (fixture.platform.fleet.processes.some(({ spec }) => spec.name === 'imap-access')) {
    assertKept(mails, await filedByImap(fixture), 'by IMAP');
  }
  await assertCounters(fixture);
  assert.deepEqual(fixture.crashes(), []);
}

/** How often each message is in each mailbox: `address id` → count. */
type Filed = Map<string, number>;

function assertKept(mails: readonly LoadMail[], filed: Filed, where: string): void {
  const wrong: string[] = [];
  const expected = new Set<string>();
  for (const { id, recipients, answer, reply } of mails) {
    const counts = recipients.map((recipient) => filed.get(`${recipient} ${id}`) ?? 0);
    for (const recipient of recipients) expected.add(`${recipient} ${id}`);
    const [count] = counts;
    const allowed = { accepted: [1], refused: [0], unknown: [0, 1] }[answer];
    if (counts.some((other) => other !== count) || !allowed.includes(count as number)) {
      wrong.push(`${id} ${answer} (${reply}): found ${counts.join(' and ')} times`);
    }
  }
  for (const key of filed.keys()) if (!expected.has(key)) wrong.push(`${key}: in a mailbox it was not sent to`);
  assert.deepEqual(wrong.slice(0, 20), [], `${wrong.length} mails are not as promised, ${where}`);
}

async function nothingWaits({ stage, stores, platform }: ChaosFixture): Promise<void> {
  await eventually(
    'no queued delivery',
    async () => {
      const { rows } = await stage.pool.query("select count(*) as queued from deliveries where state = 'queued'");
      return rows[0]?.queued === 0;
    },
    60_000,
  );
  const redis = new Redis(stores.redisUrl);
  try {
    let left: string[] = [];
    const prefix = platform.env.REDIS_PREFIX;
    await eventually(
      'empty queues in Redis',
      async () => {
        left = (await redis.keys(`${prefix}:*`)).filter((key) =>
          /:(file|relay):(\d+|to-|wait|active|delayed|failed|completed|prioritized)/.test(key),
        );
        return left.length === 0;
      },
      45_000,
    ).catch((error: Error) => assert.fail(`${error.message}: ${left.join(' ')}`));
  } finally {
    redis.disconnect();
  }
}

async function filedByDatabase({ stage, accounts }: ChaosFixture): Promise<Filed> {
  const addresses = new Map([...accounts].map(([address, id]) => [id, address]));
  const { rows } = await stage.pool.query<{ account_id: number; id: string; count: number }>(
    `select e.account_id, split_part(encode(b.body, 'escape'), E'\\r', 1) as id, count(*) as count
     from mailbox_entries e join messages m on m.account_id = e.account_id and m.id = e.message_id
     join blobs b on b.id = m.blob_id group by 1, 2`,
  );
  return new Map(rows.map(({ account_id, id, count }) => [`${addresses.get(account_id)} ${id}`, count]));
}

async function filedByImap({ platform, accounts }: ChaosFixture): Promise<Filed> {
  const filed: Filed = new Map();
  for (const address of accounts.keys()) {
    await using imap = await ImapSession.login(platform.ports.IMAP_PORT, address);
    await imap.command('EXAMINE INBOX');
    for (const { literals } of await imap.command('UID FETCH 1:* (BODY.PEEK[TEXT])')) {
      const id = literals[0]?.toString().split('\r\n', 1)[0] ?? '';
      const key = `${address} ${id}`;
      filed.set(key, (filed.get(key) ?? 0) + 1);
    }
  }
  return filed;
}

async function assertCounters({ stage }: ChaosFixture): Promise<void> {
  const { rows: mailboxes } = await stage.pool.query(
    `select b.account_id, b.name, b.message_count, b.unseen_count, b.size_bytes, b.uid_next, e.*
     from mailboxes b cross join lateral (
       select count(*) as messages, count(*) filter (where flags & $1 = 0) as unseen,
         coalesce(sum(size), 0)::bigint as bytes, coalesce(max(uid), 0) as last_uid
       from mailbox_entries where account_id = b.account_id and mailbox_id = b.id) e
     where b.message_count <> e.messages or b.unseen_count <> e.unseen or b.size_bytes <> e.bytes
       or b.uid_next <= e.last_uid`,
    [Flag.Seen],
  );
  assert.deepEqual(mailboxes, [], 'mailboxes whose counters are not what their rows say');
  const { rows: accounts } = await stage.pool.query(
    `select s.account_id, s.used_bytes, s.message_count, m.*
     from account_state s cross join lateral (
       select count(*) as messages, (
         select coalesce(sum(size), 0)::bigint from mailbox_entries where account_id = s.account_id) as bytes
       from messages where account_id = s.account_id) m
     where s.used_bytes <> m.bytes or s.message_count <> m.messages`,
  );
  assert.deepEqual(accounts, [], 'accounts whose usage is not what their rows say');
}
