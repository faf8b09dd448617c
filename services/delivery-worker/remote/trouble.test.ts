import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { transaction } from '@postroom/database';
import { startSmtpPeer } from '@postroom/testkit';
import { canBeTakenBack, canBeTried, lockPlaces } from '@postroom/transit';
import { deliverRemote } from './deliver.ts';
import { acceptMail, age, type Bench, makeAccount, openBench, reports, rowsOf } from './testing.ts';

let bench: Bench;
before(async () => {
  bench = await openBench({ 'b.test': { A: ['127.0.0.1'] } });
});
after(() => bench[Symbol.asyncDispose]());
beforeEach(async () => {
  await bench.pool.query('truncate accepted_mails, deliveries, delivery_events, blobs');
  bench.errors.length = 0;
});

test('a mail whose content is missing waits, and the others are sent', async () => {
  await using peer = await startSmtpPeer();
  const lost = await acceptMail(bench.pool, ['bob@b.test']);
  await bench.pool.query('delete from blobs');
  await acceptMail(bench.pool, ['carol@b.test']);
  const context = bench.context({ port: peer.port });
  await deliverRemote(context, { destination: 'b.test' });
  assert.deepEqual(
    peer.messages.flatMap(({ recipients }) => recipients),
    ['carol@b.test'],
  );
  const [row] = await rowsOf(bench.pool, lost.mailId);
  assert.deepEqual([row?.state, row?.last_reply], ['queued', 'internal error']);
  assert.ok(row && row.wait > 50);

  await bench.pool.query(`insert into domains (name) values ('postroom.test') on conflict do nothing`);
  await bench.pool.query(`insert into aliases (address, domain, targets)
    values ('@postroom.test', 'postroom.test', '{elsewhere@c.test}') on conflict do nothing`);
  await age(bench.pool, lost.mailId, 121);
  await deliverRemote(context, { destination: 'b.test' });
  const [bounce] = await reports(bench.pool);
  assert.deepEqual([bounce?.recipient, bounce?.destination], ['elsewhere@c.test', 'c.test']);
  assert.match(bounce?.raw ?? '', /Status: 4\.4\.7/);
});

test('mail claimed by a worker that dies is sent by the next worker when the lease ends', async () => {
  const { mailId } = await acceptMail(bench.pool, ['bob@b.test']);
  const { claimRemote } = await import('@postroom/transit');
  await claimRemote(bench.pool, 'b.test', { limit: 10, leaseMs: 300 });
  await using peer = await startSmtpPeer();
  const context = bench.context({ port: peer.port });
  await deliverRemote(context, { destination: 'b.test' });
  assert.equal(peer.messages.length, 0);
  await new Promise((resolve) => setTimeout(resolve, 350));
  await deliverRemote(context, { destination: 'b.test' });
  assert.equal(peer.messages.length, 1);
  assert.equal((await rowsOf(bench.pool, mailId))[0]?.attempts, 2);
});

test('a long attempt keeps its claim, and the recipients it deferred keep their retry time', async () => {
  await using peer = await startSmtpPeer({
    script: async ({ stage, address }) => {
      if (stage !== 'rcpt') return undefined;
      if (address === 'slow@b.test') await new Promise((resolve) => setTimeout(resolve, 900));
      return '450 4.0.0 later';
    },
  });
  const first = await acceptMail(bench.pool, ['quick@b.test']);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await acceptMail(bench.pool, ['slow@b.test']);
  const context = bench.context({ port: peer.port, leaseMs: 300 });
  const rival = new Promise((resolve) => setTimeout(resolve, 600)).then(() =>
    deliverRemote(context, { destination: 'b.test' }),
  );
  await Promise.all([deliverRemote(context, { destination: 'b.test' }), rival]);
  assert.equal(peer.lines.filter((line) => line.includes('<slow@b.test>')).length, 1);
  const [row] = await rowsOf(bench.pool, first.mailId);
  assert.ok(row && row.wait > 50, `${row?.wait}`);
});

test('an outcome that the database cannot record is recorded once it is back, and the mail is not sent twice', async () => {
  let broken = false;
  await using peer = await startSmtpPeer({
    script: ({ stage }) => {
      if (stage === 'end') broken = true;
      return undefined;
    },
  });
  const { mailId } = await acceptMail(bench.pool, ['bob@b.test']);
  const context = bench.context({ port: peer.port });
  const pool = new Proxy(context.pool, {
    get(target, name) {
      const value = Reflect.get(target, name, target) as unknown;
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        if (name === 'connect' && broken) {
          broken = false;
          return Promise.reject(new Error('the database is restarting'));
        }
        return Reflect.apply(value, target, args) as unknown;
      };
    },
  });
  await deliverRemote({ ...context, pool }, { destination: 'b.test' });
  assert.equal(peer.messages.length, 1);
  assert.equal((await rowsOf(bench.pool, mailId))[0]?.state, 'relayed');
  assert.equal(bench.errors.length, 1);
});

test('SMTPUTF8 is requested only where the header or an address needs it', async () => {
  const utf8 = 'Return-Path: <a@x.test>\r\nSubject: grüße\r\n\r\n';
  await using peer = await startSmtpPeer();
  await acceptMail(bench.pool, ['plain@b.test'], { smtputf8: true });
  await acceptMail(bench.pool, ['header@b.test'], { smtputf8: true, raw: utf8 });
  await acceptMail(bench.pool, ['stray@b.test'], { raw: utf8 });
  await acceptMail(bench.pool, ['用户@b.test'], { smtputf8: true });
  await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
  const asked = peer.messages.map(({ recipients, mailLine }) => [recipients[0], mailLine.includes('SMTPUTF8')]);
  assert.deepEqual(Object.fromEntries(asked), {
    'plain@b.test': false,
    'header@b.test': true,
    'stray@b.test': false,
    '用户@b.test': true,
  });
});

test('while a mail is being sent, its sender can neither cancel it nor start a second attempt', async () => {
  const accountId = await makeAccount(bench.pool, 'dora@postroom.test');
  const mail = await acceptMail(bench.pool, ['bob@b.test'], { accountId });
  const seen: boolean[][] = [];
  await using peer = await startSmtpPeer({
    script: async ({ stage }) => {
      if (stage !== 'rcpt' && stage !== 'end') return undefined;
      const places = await transaction(bench.pool, (tx) => lockPlaces(tx, accountId, mail.mailId, null));
      seen.push(places.map((place) => canBeTakenBack(place) || canBeTried(place)));
      return undefined;
    },
  });
  await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
  assert.deepEqual(seen, [[false], [false]]);
  assert.equal(peer.messages.length, 1);
});

test('the times when a mail was sent to a server and answered are recorded as measured', async () => {
  const [begin, { mailId }] = [new Date(), await acceptMail(bench.pool, ['bob@b.test', 'nobody@b.test'])];
  const refused: Date[] = [];
  await using peer = await startSmtpPeer({
    script: ({ stage, address }) => {
      if (stage === 'rcpt' && address.startsWith('nobody')) {
        refused.push(new Date());
        return '550 5.1.1 no';
      }
      return undefined;
    },
  });
  await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
  const { rows } = await bench.pool.query<{ attempted_at: Date; answered_at: Date; finished_at: Date }>(
    'select attempted_at, answered_at, finished_at from deliveries where mail_id = $1 order by recipient',
    [mailId],
  );
  const [bob, nobody] = rows;
  assert.ok(bob && nobody && refused[0]);
  assert.ok(begin <= nobody.attempted_at && nobody.attempted_at <= refused[0], 'who is refused was asked before');
  assert.ok(refused[0] <= bob.attempted_at, 'who is not was given the mail behind it');
  assert.ok(bob.attempted_at <= bob.answered_at && bob.answered_at <= bob.finished_at);
});
