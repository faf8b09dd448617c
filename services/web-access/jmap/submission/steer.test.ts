import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { JsonObject } from '@postroom/jmap';
import { claimRemote, markDeferred, markRelayed, type RemoteDelivery } from '@postroom/transit';
import { startWeb, type TestAccount } from '../../testing.ts';

// What senders can do about waiting mail. No worker delivers here: the tests do its work.

const web = await startWeb({ JMAP_MAX_CONCURRENT_REQUESTS: 200 });
after(() => web[Symbol.asyncDispose]());
const { pool } = web.store;

interface Refused {
  readonly type: string;
  readonly reason?: string;
}

interface Retried {
  readonly retried: string[];
  readonly notRetried: Record<string, Refused> | null;
}

interface Canceled {
  readonly canceled: string[];
  readonly notCanceled: Record<string, Refused> | null;
}

/** Sends a mail to these recipients; returns the id of its submission. */
async function sent(account: TestAccount, to: readonly string[], parameters: object | null = null): Promise<string> {
  const raw = `From: ${account.address}\r\nSubject: hi\r\n\r\nbody\r\n`;
  const { id: emailId } = await web.append(account, raw, { mailbox: 'Sent' });
  const rcptTo = to.map((email) => ({ email }));
  const envelope = { mailFrom: { email: account.address, parameters }, rcptTo };
  const create = { s: { identityId: 'I1', emailId, envelope } };
  const { created } = await web.one<{ created: Record<string, JsonObject> }>(account, 'EmailSubmission/set', {
    create,
  });
  return created.s?.id as string;
}

const retry = (account: TestAccount, id: string, recipients: string[] | null = null): Promise<Retried> =>
  web.one<Retried>(account, 'EmailSubmission/retry', { id, recipients });
const cancel = (account: TestAccount, id: string, recipients: string[] | null = null): Promise<Canceled> =>
  web.one<Canceled>(account, 'EmailSubmission/cancel', { id, recipients });

async function get(account: TestAccount, id: string): Promise<Record<string, Record<string, JsonObject>>> {
  const { list } = await web.one<{ list: JsonObject[] }>(account, 'EmailSubmission/get', { ids: [id] });
  return list[0] as never;
}

const claim = (destination: string): Promise<RemoteDelivery[]> =>
  claimRemote(pool, destination, { limit: 100, leaseMs: 60_000 });

/** Records that the server deferred the mails for ten minutes. */
async function putOff(rows: readonly RemoteDelivery[]): Promise<void> {
  const nextAttemptAt = new Date(Date.now() + 600_000);
  const said = {
    host: 'mx.test',
    reply: '451 4.3.2 busy',
    attemptedAt: new Date(),
    answeredAt: new Date(),
    nextAttemptAt,
  };
  await markDeferred(
    pool,
    rows.map(({ id }) => ({ id, ...said })),
  );
}

test('a waiting mail is retried at once on request, and at most once a minute', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  const to = ['a@again.test', 'b@again.test'];
  const id = await sent(alice, to);
  await putOff(await claim('again.test'));
  assert.deepEqual(await claim('again.test'), [], 'it is not due');

  assert.deepEqual((await retry(alice, id, ['b@again.test', 'x@again.test'])).retried, ['b@again.test']);
  const claimed = await claim('again.test');
  assert.deepEqual(
    claimed.map(({ recipient }) => recipient),
    ['b@again.test'],
  );
  const { notRetried } = await retry(alice, id);
  assert.deepEqual(
    [notRetried?.['a@again.test']?.reason, notRetried?.['b@again.test']?.reason],
    ['tooSoon', 'underWay'],
    'nothing is tried a second time beside the first',
  );
  const { deliveryTimes } = await get(alice, id);
  assert.deepEqual(
    [deliveryTimes?.['b@again.test']?.isUnderWay, deliveryTimes?.['b@again.test']?.nextTryAt],
    [true, null],
  );
  await putOff(claimed);
  await pool.query("update email_submissions set tried_at = tried_at - interval '1 minute'");
  assert.deepEqual((await retry(alice, id)).retried, to);
  const [, refused] = await web.call(bob, ['Core/echo', {}], ['EmailSubmission/retry', { id }]);
  assert.equal(refused?.[1].type, 'invalidArguments', 'of others there is nothing to be tried');
});

test('held and scheduled mail is not retried early', async () => {
  const alice = await web.account();
  const held = await sent(alice, ['a@held.test']);
  await pool.query("update deliveries set next_attempt_at = '9999-01-01Z' where recipient = 'a@held.test'");
  const later = await sent(alice, ['a@later.test'], { HOLDFOR: '600' });
  const reason = async (id: string): Promise<unknown> =>
    Object.values((await retry(alice, id)).notRetried ?? {})[0]?.reason;
  assert.deepEqual([await reason(held), await reason(later)], ['held', 'scheduled']);
  assert.equal((await get(alice, held)).deliveryTimes?.['a@held.test']?.isHeld, true);
  assert.deepEqual((await cancel(alice, held)).canceled, ['a@held.test'], 'but taken back it may be');
});

test('a mail is cancelled for recipients not yet reached, and the others are reported as too late', async () => {
  const alice = await web.account();
  const to = ['a@part.test', 'b@part.test', 'c@part.test'];
  const id = await sent(alice, to);
  const [a, b] = await claim('part.test');
  assert.ok(a && b);
  await putOff([a]);
  const times = { attemptedAt: new Date('2026-11-29T12:03:11Z'), answeredAt: new Date('2026-11-29T12:03:12Z') };
  await markRelayed(pool, [{ id: b.id, host: 'mx.part.test', reply: '250 2.0.0 OK', ...times }]);
  const { canceled, notCanceled } = await cancel(alice, id);
  assert.deepEqual(canceled, ['a@part.test']);
  assert.deepEqual(notCanceled?.['b@part.test']?.reason, 'handedOver');
  assert.deepEqual(notCanceled?.['c@part.test']?.reason, 'underWay');
  const { deliveryStatus, deliveryTimes, undoStatus } = await get(alice, id);
  assert.deepEqual(
    [undoStatus, deliveryStatus?.['a@part.test']?.smtpReply, deliveryTimes?.['a@part.test']?.isTakenBack],
    ['final', '550 5.7.1 Taken back', true],
  );
  const { attemptedAt, answeredAt, server } = deliveryTimes?.['b@part.test'] ?? {};
  assert.deepEqual([attemptedAt, answeredAt, server], ['2026-11-29T12:03:11Z', '2026-11-29T12:03:12Z', 'mx.part.test']);
  assert.deepEqual(await claim('part.test'), []);
});

test('a mail deferred for all recipients is cancelled as a whole and counts as never sent', async () => {
  const alice = await web.account();
  const id = await sent(alice, ['a@whole.test', 'b@whole.test']);
  await putOff(await claim('whole.test'));
  assert.equal((await cancel(alice, id, ['a@whole.test'])).notCanceled, null);
  assert.equal((await get(alice, id)).undoStatus, 'final');
  assert.deepEqual((await cancel(alice, id)).canceled, ['a@whole.test', 'b@whole.test']);
  assert.equal((await get(alice, id)).undoStatus, 'canceled');
});

test('one recipient of a scheduled mail can be removed, and the others can still be cancelled', async () => {
  const alice = await web.account();
  const id = await sent(alice, ['a@less.test', 'b@less.test'], { HOLDFOR: '600' });
  assert.deepEqual((await cancel(alice, id, ['a@less.test'])).canceled, ['a@less.test']);
  assert.equal((await get(alice, id)).undoStatus, 'pending');
  const undo = { update: { [id]: { undoStatus: 'canceled' } } };
  const { notUpdated } = await web.one<{ notUpdated: null }>(alice, 'EmailSubmission/set', undo);
  assert.deepEqual([notUpdated, (await get(alice, id)).undoStatus], [null, 'canceled']);
});

test('in any race a mail is either sent or cancelled, and never both', async () => {
  const alice = await web.account();
  const ids = await Promise.all(Array.from({ length: 40 }, (_, n) => sent(alice, [`n${n}@race.test`])));
  // Two clients cancel each submission while two workers claim due deliveries.
  const [one, two, ...answers] = await Promise.all([
    claimRemote(pool, 'race.test', { limit: 40, leaseMs: 60_000 }),
    claimRemote(pool, 'race.test', { limit: 40, leaseMs: 60_000 }),
    ...ids.flatMap((id) => [cancel(alice, id), cancel(alice, id)]),
  ]);
  const handed = [...one, ...two].map(({ recipient }) => recipient);
  const taken = answers.flatMap(({ canceled }) => canceled);
  assert.equal(new Set(handed).size, handed.length, 'two workers have nothing in common');
  assert.deepEqual(new Set(handed).intersection(new Set(taken)), new Set());
  assert.equal(new Set(handed).union(new Set(taken)).size, ids.length);
  const { rows } = await pool.query(
    "select delivery_id from delivery_events where kind = 'taken-back' group by delivery_id having count(*) > 1",
  );
  assert.deepEqual(rows, [], 'what two windows took back was taken back once');
});

test('simultaneous retry requests cause one attempt', async () => {
  const alice = await web.account();
  const id = await sent(alice, ['a@twice.test']);
  await putOff(await claim('twice.test'));
  const answers = await Promise.all([retry(alice, id), retry(alice, id), retry(alice, id)]);
  assert.equal(answers.flatMap(({ retried }) => retried).length, 1);
});
