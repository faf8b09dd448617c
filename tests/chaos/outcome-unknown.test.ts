import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPlatform, testDatabase, Wire } from '@postroom/testkit';
import { backstage } from '../support/accounts.ts';
import { type Cut, cutLine } from '../support/cut-line.ts';

// The connection to Postgres breaks while accepted messages are being stored. The reply is true in every case.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const database = stack.use(await testDatabase());
const line = stack.use(await cutLine(database.url));
const stage = stack.use(backstage(database.url));
await stage.account('alice@a.test');
const platform = stack.use(await startPlatform({ services: ['smtp-ingress'], databaseUrl: line.url }));

/** Sends messages over separate connections, all ending DATA at the same moment; returns the replies. */
async function sendTogether(ids: readonly string[]): Promise<string[]> {
  await using open = new AsyncDisposableStack();
  const wires: Wire[] = [];
  for (const id of ids) {
    const wire = open.use(await Wire.connect({ port: platform.ports.SMTP_PORT, timeout: 15_000 }));
    await wire.expect(/^220 /);
    await wire.ask('HELO x.test', /^250 /);
    await wire.ask('MAIL FROM:<x@x.test>', /^250 /);
    await wire.ask('RCPT TO:<alice@a.test>', /^250 /);
    await wire.ask('DATA', /^354 /);
    await wire.send(`Message-ID: <${id}@x.test>\r\n\r\n`);
    wires.push(wire);
  }
  for (const wire of wires) await wire.send('.\r\n');
  return await Promise.all(wires.map((wire) => wire.readLine()));
}

/** Returns how many transactions stored the messages, and how many rows of mails, raw messages and deliveries there are. */
async function stored(ids: readonly string[]): Promise<Record<string, number>> {
  const { rows } = await stage.pool.query(
    `select count(distinct m.accepted_at) as transactions, count(distinct m.id) as mails, count(distinct b.id) as blobs,
       count(distinct d.id) as deliveries
     from accepted_mails m join blobs b on b.id = m.blob_id join deliveries d on d.mail_id = m.id
     where m.message_id = any($1)`,
    [ids.map((id) => `<${id}@x.test>`)],
  );
  return rows[0] as Record<string, number>;
}

const expectations: Record<Cut, { reply: RegExp; mails: number }> = {
  lost: { reply: /^451 4\.3\.0 /, mails: 0 },
  answered: { reply: /^250 2\.0\.0 /, mails: 1 },
  // The reply has already refused the message, so it must not be stored.
  late: { reply: /^451 4\.3\.0 /, mails: 0 },
};

for (const [how, { reply, mails }] of Object.entries(expectations) as [Cut, { reply: RegExp; mails: number }][]) {
  test(`${how}: the reply to the client agrees with what is stored`, async () => {
    const cut = line.cut(`<${how}@x.test>`, how);
    const [said] = await sendTogether([how]);
    await cut;
    assert.match(said ?? '', reply);
    assert.equal((await stored([how])).mails, mails);
  });
}

test('mails that end at the same time share one transaction and have the same outcome', async () => {
  const together = Array.from({ length: 8 }, (_, n) => `fate-${n}`);
  const cut = line.cut('<fate-7@x.test>', 'answered');
  const replies = await sendTogether(together);
  await cut;
  for (const reply of replies) assert.match(reply, /^250 2\.0\.0 /);
  const { transactions = 0, ...rows } = await stored(together);
  assert.ok(transactions < together.length, `${transactions} transactions`);
  assert.deepEqual(rows, { mails: 8, blobs: 8, deliveries: 8 });
});

test('nothing remains of mails that were not stored, and further mail is accepted', async () => {
  const { rows } = await stage.pool.query(
    `select count(*) as empty, count(c.blob_id) as candidates from blobs b
     left join blob_candidates c on c.blob_id = b.id where b.size = 0`,
  );
  assert.deepEqual(rows, [{ empty: 2, candidates: 2 }]);
  const [said] = await sendTogether(['after']);
  assert.match(said ?? '', /^250 2\.0\.0 /);
});
