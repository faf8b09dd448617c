import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPool, transaction, uuidv7 } from '@postroom/database';
import { insertEvents, insertMails, markDeferred } from '@postroom/transit';
import { runPostroom } from '../testing.ts';
import { done, env, lines, platform, postroom } from './platform.testing.ts';

/** Makes a deferred message to another domain; the server's reply has control characters that would clear the screen. */
async function deferredMail(): Promise<{ mailId: string; deliveryId: string }> {
  const [mailId, deliveryId] = [uuidv7(), uuidv7()];
  const pool = openPool({ url: platform.settings.databaseUrl, name: 'test', max: 1 });
  const nextAttemptAt = new Date(Date.now() + 5_400_000);
  await transaction(pool, async (tx) => {
    const recipient = 'carol@else.example';
    await insertMails(tx, [
      {
        id: mailId,
        blobId: uuidv7(),
        size: 4_200,
        reversePath: 'alice@example.test',
        source: 'submission',
        messageId: '<hello@example.test>',
        clientAddress: '192.0.2.1',
        clientName: 'laptop',
        protocol: 'ESMTPSA',
        deliveries: [{ id: deliveryId, recipient, originalRecipient: recipient, destination: 'else.example' }],
      },
    ]);
    const detail = { host: 'mx.else.example', reply: '450 4.2.0 \u001b[2Jgreylisted' };
    await markDeferred(tx, [{ id: deliveryId, ...detail, nextAttemptAt }]);
    await insertEvents(tx, [
      { mailId, kind: 'attempted', detail: { host: detail.host, lines: ['> EHLO mail', '< 250 mx.else.example'] } },
      { mailId, deliveryId, kind: 'deferred', detail: { ...detail, nextAttemptAt } },
    ]);
  });
  await pool.end();
  return { mailId, deliveryId };
}

test('the queue is listed, and a mail is traced', async () => {
  assert.equal(await done(['queue', 'list']), 'nothing waits\n');
  const { mailId, deliveryId } = await deferredMail();
  const [head, row] = lines(await done(['queue', 'list', '--destination', 'else.example']));
  assert.match(head ?? '', /^ID {36}FROM {16}TO {18}SIZE {2}AGE {2}TRIES {2}NEXT {3}LAST ANSWER$/);
  assert.equal(row?.slice(0, 36), deliveryId);
  assert.ok(row?.endsWith('in 1h  mx.else.example: 450 4.2.0 \\x1b[2Jgreylisted'), row);
  const rowOf = async (...filter: string[]) => lines(await done(['queue', 'list', ...filter]))[1];
  assert.equal(await rowOf('--to', 'else.example', '--state', 'deferred', '--reason', 'greylisted'), row);
  assert.equal(await done(['queue', 'list', '--state', 'held']), 'nothing waits\n');
  assert.equal(await done(['queue', 'list', '--after', deliveryId]), 'nothing waits\n');
  assert.match(await done(['queue', 'show', mailId]), /^goes to +else\.example$/m);

  const trace = lines(await done(['trace', 'carol@else.example']));
  assert.deepEqual(trace.slice(0, 5), [
    `mail        ${mailId}`,
    'message-id  <hello@example.test>',
    'from        alice@example.test, from one of our users',
    'to          carol@else.example: queued',
    'size        4.1K',
  ]);
  const time = String.raw`^  \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}  `;
  assert.match(trace[6] ?? '', new RegExp(String.raw`${time}accepted {8}from 192\.0\.2\.1 \(laptop\) by ESMTPSA$`));
  assert.match(trace[7] ?? '', new RegExp(String.raw`${time}attempted {7}mx\.else\.example$`));
  assert.deepEqual(trace.slice(8, 10), ['    > EHLO mail', '    < 250 mx.else.example']);
  assert.match(
    trace[10] ?? '',
    /deferred {8}carol@else\.example: mx\.else\.example: 450 4\.2\.0 \\x1b\[2Jgreylisted; next attempt \d{4}-/,
  );
  assert.equal(JSON.parse(await done(['trace', mailId, '--json']))[0].steps.length, 3);
  assert.equal(await done(['trace', 'hello@example.test']), await done(['trace', '<hello@example.test>']));
  assert.equal(
    (await postroom(['trace', 'nobody@example.test'])).stderr,
    'postroom: no trace of nobody@example.test\n',
  );

  assert.equal(await done(['queue', 'retry', deliveryId]), '1 delivery tried again now\n');
  assert.equal(await done(['queue', 'retry', '--all']), '1 delivery tried again now\n');
  assert.equal(
    (await postroom(['queue', 'retry'])).stderr,
    'postroom: queue retry takes an id, or --from, --to, --older-than, --reason, or --all\n',
  );
  assert.deepEqual(JSON.parse(await done(['queue', 'cancel', mailId, '--json'])), { count: 1 });
  assert.match(await done(['trace', mailId]), /retried.*\n.*cancelled/);
});

test('the queue is held, released and cancelled by properties of its mail', async () => {
  const { deliveryId } = await deferredMail();
  const count = async (...args: string[]) => JSON.parse(await done(['queue', ...args, '--yes', '--json'])).count;
  assert.equal(await count('hold', '--to', 'nowhere.example'), 0);
  assert.equal(await count('hold', '--reason', 'GREYLISTED', '--to', 'else.example'), 1);
  assert.match(await done(['queue', 'show', deliveryId]), /held, until it is released/);
  assert.equal(await count('retry', '--all'), 0);
  for (const action of ['cancel', 'release']) {
    const asked = await runPostroom(['queue', action, '--to', 'else.example'], { env });
    assert.match(asked.stderr, new RegExp(`${action} 1 delivery\\? Nobody is there to ask: say --yes`));
  }
  assert.equal(await count('cancel', '--to', 'else.example', '--older-than', '1d'), 0);
  assert.equal(await count('release', '--all'), 1);
  const retry = await runPostroom(['queue', 'retry', '--to', 'else.example'], { env });
  assert.match(retry.stderr, /retry 1 delivery\? Nobody is there to ask: say --yes/);
  assert.equal(await count('retry', '--to', 'else.example'), 1);
  assert.equal(await count('cancel', '--to', 'else.example'), 1);
  assert.match((await runPostroom(['queue', 'cancel'], { env })).stderr, /takes an id, or --from/);
});

test('maintenance jobs left by an upgrade are listed', async () => {
  const pool = openPool({ url: platform.settings.databaseUrl, name: 'test' });
  await pool.query("insert into maintenance_jobs (name, total) values ('sort-mail', 9)");
  await pool.end();
  assert.match(await done(['maintenance', 'list']), /^JOB .*\n(.*\n)*sort-mail +waiting +0 +9 +0/);
  assert.equal(await done(['maintenance', 'pause', 'sort-mail']), 'sort-mail is paused\n');
  assert.match(await done(['maintenance', 'list']), /sort-mail +paused/);
  assert.equal(await done(['maintenance', 'resume', 'sort-mail']), 'sort-mail goes on\n');
  assert.equal((await postroom(['maintenance', 'pause', 'nothing'])).code, 1);
});
