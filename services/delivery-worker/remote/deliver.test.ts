import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { answerAt, greylisting, startSmtpPeer } from '@postroom/testkit';
import { deliverRemote } from './deliver.ts';
import { AS_SENT, acceptMail, age, type Bench, makeAccount, openBench, reports, rowsOf } from './testing.ts';

let bench: Bench;
let accountId: number;

before(async () => {
  bench = await openBench({
    'b.test': { MX: [[10, 'mx.b.test']] },
    'mx.b.test': { A: ['127.0.0.1'] },
    'null.test': { MX: [[0, '.']] },
    'slow.test': 'SERVFAIL',
    'xn--bcher-kva.test': { A: ['127.0.0.1'] },
  });
  accountId = await makeAccount(bench.pool, 'alice@postroom.test');
});
after(() => bench[Symbol.asyncDispose]());
beforeEach(async () => {
  await bench.pool.query('truncate accepted_mails, deliveries, delivery_events, blobs');
  bench.told.files.length = 0;
  bench.told.relays.length = 0;
  bench.errors.length = 0;
});

test('a mail is relayed once to all its recipients, without our Return-Path', async () => {
  await using peer = await startSmtpPeer({ tls: 'good' });
  const { mailId } = await acceptMail(bench.pool, ['bob@b.test', 'carol@b.test']);
  await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
  assert.equal(peer.messages.length, 1);
  assert.equal(peer.messages[0]?.content.toString(), AS_SENT);
  assert.equal(peer.messages[0]?.secure, true);
  assert.deepEqual(peer.messages[0]?.recipients.toSorted(), ['bob@b.test', 'carol@b.test']);
  for (const row of await rowsOf(bench.pool, mailId)) {
    assert.deepEqual([row.state, row.last_host, row.last_reply], ['relayed', 'mx.b.test', '250 2.0.0 Ok, queued']);
  }
  const events = await bench.pool.query('select kind, detail from delivery_events order by id');
  assert.deepEqual(
    events.rows.map(({ kind }) => kind),
    ['attempted', 'relayed', 'relayed'],
  );
  assert.ok(events.rows[0]?.detail.lines.includes('> RCPT TO:<bob@b.test>'));
  assert.deepEqual(await reports(bench.pool), []);
  assert.deepEqual(bench.errors, []);
});

test('connections are reused, and a second attempt sends nothing twice', async () => {
  await using peer = await startSmtpPeer();
  for (let i = 0; i < 5; i++) await acceptMail(bench.pool, ['bob@b.test']);
  const context = bench.context({ port: peer.port });
  await deliverRemote(context, { destination: 'b.test' });
  await deliverRemote(context, { destination: 'b.test' });
  assert.deepEqual([peer.messages.length, peer.connections], [5, 1]);
});

test('RFC 9422: a server gets at most as many recipients per transaction as its LIMITS allows', async () => {
  await using peer = await startSmtpPeer({ extensions: ['PIPELINING', 'LIMITS RCPTMAX=2 MAILMAX=2'] });
  const { mailId } = await acceptMail(
    bench.pool,
    Array.from({ length: 5 }, (_, index) => `user${index}@b.test`),
  );
  await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
  assert.deepEqual(
    peer.messages.map(({ recipients, connection }) => [recipients.length, connection]),
    [
      [2, 1],
      [2, 1],
      [1, 2],
    ],
  );
  assert.ok((await rowsOf(bench.pool, mailId)).every(({ state }) => state === 'relayed'));
});

test('RFC 6710: the priority of a mail is passed on to servers with MT-PRIORITY, and kept in a report', async () => {
  for (const [extensions, said] of [
    [['MT-PRIORITY'], / MT-PRIORITY=-4$/],
    [['MT-PRIORITY', 'DSN'], / MT-PRIORITY=-4$/],
    [['DSN'], /<alice@postroom\.test>$/],
  ] as const) {
    await using peer = await startSmtpPeer({ extensions: [...extensions] });
    await acceptMail(bench.pool, ['bob@b.test'], { priority: -4 });
    await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
    assert.match(peer.messages[0]?.mailLine ?? '', said);
  }
  await using peer = await startSmtpPeer({
    script: ({ stage }) => (stage === 'rcpt' ? '550 5.1.1 Nobody' : undefined),
  });
  await acceptMail(bench.pool, ['bob@b.test'], { priority: -4, reversePath: 'eve@elsewhere.test' });
  await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
  const { rows } = await bench.pool.query("select precedence from deliveries where destination = 'elsewhere.test'");
  assert.deepEqual(rows, [{ precedence: 4 }]);
});

test('refused recipients bounce in one report, and the others are delivered', async () => {
  await using peer = await startSmtpPeer({
    script: ({ stage, address }) => (stage === 'rcpt' && address.startsWith('no') ? '550 5.1.1 Nobody' : undefined),
  });
  const { mailId } = await acceptMail(
    bench.pool,
    [
      'no1@b.test',
      'bob@b.test',
      { recipient: 'no2@b.test', orcpt: 'rfc822;No+2@b.test' },
      { recipient: 'no3@b.test', notify: ['NEVER'] },
    ],
    { accountId },
  );
  await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
  assert.deepEqual(
    (await rowsOf(bench.pool, mailId)).map(({ state }) => state),
    ['relayed', 'failed', 'failed', 'failed'],
  );
  const [report, ...more] = await reports(bench.pool);
  assert.ok(report);
  assert.equal(more.length, 0);
  assert.deepEqual([report.reverse_path, report.recipient, report.account_id], ['', 'alice@postroom.test', accountId]);
  assert.match(report.raw, /^Return-Path: <>\r\nFrom: Mail Delivery System <MAILER-DAEMON@mail\.postroom\.test>/);
  assert.match(report.raw, /Final-Recipient: rfc822; no1@b\.test\r\nAction: failed\r\nStatus: 5\.1\.1/);
  assert.match(report.raw, /Original-Recipient: rfc822; No\+2@b\.test\r\nFinal-Recipient: rfc822; no2@b\.test/);
  assert.match(report.raw, /Diagnostic-Code: smtp; 550 5\.1\.1 Nobody/);
  assert.doesNotMatch(report.raw, /no3@b\.test|bob@b\.test|\.body/);
  assert.equal(bench.told.files.length, 1);
  assert.deepEqual(bench.told.bounced, [[accountId, 'no1@b.test', 'no2@b.test', 'no3@b.test']], 'who sent to nobody');
});

test('mail with a null reverse-path never causes a bounce', async () => {
  await using peer = await startSmtpPeer({ script: answerAt('mail', '550 5.7.1 no') });
  const { mailId } = await acceptMail(bench.pool, ['bob@b.test'], { reversePath: '' });
  await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
  assert.equal((await rowsOf(bench.pool, mailId))[0]?.state, 'failed');
  assert.deepEqual(await reports(bench.pool), []);
});

test('a bounce to a sender elsewhere is relayed like any mail', async () => {
  await using peer = await startSmtpPeer({ script: answerAt('rcpt', '550 5.1.1 no', 'nobody@b.test') });
  await acceptMail(bench.pool, ['nobody@b.test'], { reversePath: 'Carol@b.test', returnContent: 'FULL' });
  const context = bench.context({ port: peer.port });
  await deliverRemote(context, { destination: 'b.test' });
  assert.deepEqual(bench.told.relays, ['b.test']);
  // A job goes on until nothing is due, so the report may already be sent.
  await deliverRemote(context, { destination: 'b.test' });
  assert.equal(peer.messages.length, 1);
  assert.deepEqual([peer.messages[0]?.reversePath, peer.messages[0]?.recipients], ['', ['Carol@b.test']]);
  const content = peer.messages[0]?.content.toString() ?? '';
  assert.match(content, /^From: Mail Delivery System/);
  assert.match(content, /Content-Type: message\/rfc822[\s\S]*Subject: hello\r\n[\s\S]*\r\n\.body\r\n/);
});

test('a greylisted mail is deferred and then delivered', async () => {
  await using peer = await startSmtpPeer({ script: greylisting() });
  const { mailId } = await acceptMail(bench.pool, ['bob@b.test']);
  const context = bench.context({ port: peer.port });
  await deliverRemote(context, { destination: 'b.test' });
  const [row] = await rowsOf(bench.pool, mailId);
  assert.deepEqual([row?.state, row?.attempts], ['queued', 1]);
  assert.ok(row && row.wait > 50 && row.wait < 70, `${row?.wait}`);
  assert.equal(row.last_reply, '450 4.7.1 Greylisted, try again later');
  await age(bench.pool, mailId, 0.1);
  await deliverRemote(context, { destination: 'b.test' });
  assert.equal((await rowsOf(bench.pool, mailId))[0]?.state, 'relayed');
});

test('a late mail is reported once, and an expired one bounces', async () => {
  await using peer = await startSmtpPeer({ script: answerAt('rcpt', '451 4.3.0 later') });
  const { mailId } = await acceptMail(bench.pool, ['bob@b.test', { recipient: 'c@b.test', notify: ['FAILURE'] }]);
  const context = bench.context({ port: peer.port });
  for (const hours of [3, 5, 6]) {
    await age(bench.pool, mailId, hours);
    await deliverRemote(context, { destination: 'b.test' });
  }
  const [notice, ...more] = await reports(bench.pool);
  assert.equal(more.length, 0);
  assert.match(notice?.raw ?? '', /Action: delayed\r\nStatus: 4\.3\.0[\s\S]*Will-Retry-Until:/);
  assert.doesNotMatch(notice?.raw ?? '', /c@b\.test/);
  await age(bench.pool, mailId, 121);
  await deliverRemote(context, { destination: 'b.test' });
  const [, bounce, ...others] = await reports(bench.pool);
  assert.equal(others.length, 0);
  for (const recipient of ['bob', 'c']) {
    assert.ok(bounce?.raw.includes(`; ${recipient}@b.test\r\nAction: failed\r\nStatus: 4.4.7\r\n`));
  }
  assert.match(bounce?.raw ?? '', /Delivery was tried 4 times without success/);
  assert.ok((await rowsOf(bench.pool, mailId)).every(({ state }) => state === 'failed'));
});

test('time in which no worker was running does not count towards the expiry of a mail', async () => {
  await using peer = await startSmtpPeer({ script: answerAt('rcpt', '451 4.7.1 greylisted') });
  const { mailId } = await acceptMail(bench.pool, ['bob@b.test']);
  const context = bench.context({ port: peer.port });
  await deliverRemote(context, { destination: 'b.test' });
  await age(bench.pool, mailId, 200, 198);
  await deliverRemote(context, { destination: 'b.test' });
  const [notice] = await reports(bench.pool);
  const [, until = ''] = /Will-Retry-Until: (.*)/.exec(notice?.raw ?? '') ?? [];
  const hoursLeft = (Date.parse(until) - Date.now()) / 3_600_000;
  assert.ok(117 < hoursLeft && hoursLeft < 119, until);
  await age(bench.pool, mailId, 319);
  await deliverRemote(context, { destination: 'b.test' });
  assert.equal((await rowsOf(bench.pool, mailId))[0]?.state, 'failed');
});

test('NOTIFY=SUCCESS: we send the report only if the next server cannot', async () => {
  for (const [extensions, expected] of [
    [['DSN'], 0],
    [[], 1],
  ] as const) {
    await bench.pool.query('truncate accepted_mails, deliveries, delivery_events, blobs');
    await using peer = await startSmtpPeer({ extensions });
    await acceptMail(bench.pool, [{ recipient: 'bob@b.test', notify: ['SUCCESS'] }], { envelopeId: 'QQ1' });
    await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
    const written = await reports(bench.pool);
    assert.equal(written.length, expected);
    assert.match(written[0]?.raw ?? 'Action: relayed', /Action: relayed/);
    assert.equal(peer.messages[0]?.rcptLines[0]?.includes('NOTIFY=SUCCESS'), expected === 0);
  }
});

test('permanent routing failures bounce, and temporary ones are retried', async () => {
  const cases = [
    ['null.test', 'failed', '5.1.10'],
    ['missing.test', 'failed', '5.1.2'],
    ['slow.test', 'queued', '4.4.3'],
  ] as const;
  for (const [domain, state, status] of cases) {
    const { mailId } = await acceptMail(bench.pool, [`bob@${domain}`]);
    await deliverRemote(bench.context({}), { destination: domain });
    const [row] = await rowsOf(bench.pool, mailId);
    assert.equal(row?.state, state, domain);
    assert.ok(row.last_reply?.startsWith(status), row.last_reply ?? '');
  }
  const written = await reports(bench.pool);
  assert.deepEqual(
    written.map(({ raw }) => /Status: (\S+)/.exec(raw)?.[1]),
    ['5.1.10', '5.1.2'],
  );
  assert.match(written[0]?.raw ?? '', /Diagnostic-Code: x-postroom; 5\.1\.10 the domain does not accept mail/);
});

test('a server that accepts few recipients at a time gets several transactions', async () => {
  let count = 0;
  await using peer = await startSmtpPeer({
    script: ({ stage }) => {
      if (stage === 'mail') count = 0;
      return stage === 'rcpt' && ++count > 2 ? '452 4.5.3 Too many recipients' : undefined;
    },
  });
  const { mailId } = await acceptMail(
    bench.pool,
    [1, 2, 3, 4, 5].map((n) => `r${n}@b.test`),
  );
  await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
  assert.deepEqual(
    peer.messages.map(({ recipients }) => recipients.length),
    [2, 2, 1],
  );
  assert.ok((await rowsOf(bench.pool, mailId)).every(({ state }) => state === 'relayed'));
});

test('a connection that the server closed between messages is opened again', async () => {
  let messages = 0;
  await using peer = await startSmtpPeer({
    script: ({ stage }) => (stage === 'mail' && ++messages === 2 ? 'drop' : undefined),
  });
  for (let i = 0; i < 3; i++) await acceptMail(bench.pool, ['bob@b.test']);
  await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
  assert.deepEqual([peer.messages.length, peer.connections], [3, 2]);
});

test('a smarthost gets all mail', async () => {
  await using peer = await startSmtpPeer({ tls: 'good', extensions: ['AUTH PLAIN'] });
  await acceptMail(bench.pool, ['bob@missing.test']);
  const smarthost = {
    host: '127.0.0.1',
    port: peer.port,
    tls: { policy: 'required' } as const,
    auth: { username: 'relay', password: 'secret' },
  };
  await deliverRemote(bench.context({ smarthost }), { destination: 'missing.test' });
  assert.deepEqual(peer.messages[0]?.recipients, ['bob@missing.test']);
  const events = await bench.pool.query(`select detail::text as text from delivery_events`);
  assert.doesNotMatch(JSON.stringify(events.rows), /cmVsYXk|secret/);
});

test('a stopping worker finishes the current message and releases the rest', async () => {
  const context = bench.context({});
  const stop = new AbortController();
  await using peer = await startSmtpPeer({
    script: ({ stage }) => {
      if (stage === 'data') stop.abort();
      return undefined;
    },
  });
  const mails: string[] = [];
  for (let i = 0; i < 3; i++) mails.push((await acceptMail(bench.pool, ['bob@b.test'])).mailId);
  const settings = { ...context.settings, port: peer.port };
  await deliverRemote({ ...context, settings, stopping: stop.signal }, { destination: 'b.test' });
  const rows = (await Promise.all(mails.map((mailId) => rowsOf(bench.pool, mailId)))).flat();
  assert.deepEqual(
    rows.map(({ state, attempts }) => [state, attempts]),
    [
      ['relayed', 1],
      ['queued', 0],
      ['queued', 0],
    ],
  );
  assert.ok(rows.slice(1).every(({ wait }) => wait <= 0));
});

test('a mail cancelled during an attempt stays cancelled and does not bounce', async () => {
  const mail = await acceptMail(bench.pool, ['bob@b.test']);
  await using peer = await startSmtpPeer({
    script: async ({ stage }) => {
      if (stage !== 'rcpt') return undefined;
      await bench.pool.query(`update deliveries set state = 'cancelled' where mail_id = $1`, [mail.mailId]);
      return '550 5.1.1 no';
    },
  });
  await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
  assert.equal((await rowsOf(bench.pool, mail.mailId))[0]?.state, 'cancelled');
  assert.deepEqual(await reports(bench.pool), []);
});

test("a stranger is not told the server's reply about a member of an alias, and NOTIFY=SUCCESS is not passed on", async () => {
  const alias = { originalRecipient: 'alias@postroom.test', notify: ['SUCCESS', 'FAILURE'] as const };
  await using peer = await startSmtpPeer({
    script: ({ stage }) => (stage === 'rcpt' ? '550 5.1.1 <secret.member@b.test> is no user of mx.b.test' : undefined),
  });
  const context = bench.context({ port: peer.port });
  const member = { ...alias, recipient: 'secret.member@b.test', notify: [...alias.notify] };
  await acceptMail(bench.pool, [member], { source: 'mx', raw: 'Subject: x\r\n\r\n' });
  await deliverRemote(context, { destination: 'b.test' });
  const [bounce] = await reports(bench.pool);
  assert.match(bounce?.raw ?? '', /Final-Recipient: rfc822; alias@postroom\.test\r\n/);
  assert.match(bounce?.raw ?? '', /Status: 5\.1\.1\r\nDiagnostic-Code: smtp; 550 5\.1\.1\r\n/);
  assert.doesNotMatch(bounce?.raw ?? '', /member|b\.test/);
  assert.ok(peer.lines.some((line) => line.includes('NOTIFY=FAILURE')));

  peer.script = () => undefined;
  await acceptMail(bench.pool, [{ ...member, notify: ['SUCCESS'] }], { source: 'mx' });
  await acceptMail(bench.pool, [{ ...member, notify: ['SUCCESS'] }], { source: 'submission' });
  await deliverRemote(context, { destination: 'b.test' });
  const notify = peer.messages.flatMap(({ rcptLines }) => rcptLines).map((line) => /NOTIFY=(\S+)/.exec(line)?.[1]);
  assert.deepEqual(notify, ['NEVER', 'SUCCESS']);
});

test('a stranger is told why a server cannot accept their message, but not which server', async () => {
  await using peer = await startSmtpPeer({ extensions: ['8BITMIME'] });
  await acceptMail(bench.pool, [{ recipient: 'member@b.test', originalRecipient: 'list@postroom.test' }], {
    source: 'mx',
    reversePath: 'ann@elsewhere.test',
    smtputf8: true,
    raw: 'Return-Path: <ann@elsewhere.test>\r\nSubject: grüße\r\n\r\nhi\r\n',
  });
  await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
  const [bounce] = await reports(bench.pool);
  assert.match(bounce?.raw ?? '', /5\.6\.9 the header is not ASCII, and the next server/);
  assert.doesNotMatch(bounce?.raw ?? '', /b\.test/);
});

test('a report to a sender with a U-label domain uses the A-label for a server without SMTPUTF8', async () => {
  await using peer = await startSmtpPeer({ extensions: [] });
  const context = bench.context({ port: peer.port });
  await acceptMail(bench.pool, ['bob@null.test'], { reversePath: 'alice@bücher.test', smtputf8: true });
  await deliverRemote(context, { destination: 'null.test' });
  assert.deepEqual(bench.told.relays, ['xn--bcher-kva.test']);
  await deliverRemote(context, { destination: 'xn--bcher-kva.test' });
  assert.deepEqual(peer.messages[0]?.rcptLines, ['RCPT TO:<alice@xn--bcher-kva.test>']);
});
