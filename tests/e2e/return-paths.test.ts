import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { putAlias, setForwarding } from '@postroom/directory';
import { startDns, startPlatform, startSmtpPeer, Wire } from '@postroom/testkit';
import { backstage } from '../support/accounts.ts';
import { eventually } from '../support/eventually.ts';

// Mail from elsewhere that is forwarded to elsewhere, and the reports that come back, with real services and servers of two other domains.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());

const peer = stack.use(await startSmtpPeer({ host: '127.0.0.2' }));
const dns = stack.use(await startDns({ 'peer.test': { A: ['127.0.0.2'] }, 'sender.test': { A: ['127.0.0.2'] } }));
const platform = stack.use(
  await startPlatform({
    services: ['mailbox-store', 'delivery-worker', 'smtp-ingress'],
    env: {
      SRS_SECRET: 'a secret of these tests, and long enough',
      OUTBOUND_PORT: `${peer.port}`,
      DNS_SERVERS: dns.address,
    },
  }),
);
const stage = stack.use(backstage(platform.settings.databaseUrl));
await stage.account('carol@postroom.test');
await putAlias(stage.pool, 'all@postroom.test', ['bob@peer.test']);

/** Delivers a message as another server does. */
async function bring(from: string, to: string, subject: string, more = ''): Promise<void> {
  await using wire = await Wire.connect({ port: platform.ports.SMTP_PORT });
  await wire.expect(/^220 /);
  await wire.line('EHLO mx.sender.test');
  await wire.until(/^250 /);
  await wire.ask(`MAIL FROM:<${from}>${more && ' RET=HDRS ENVID=Q1'}`, /^250 /);
  await wire.ask(`RCPT TO:<${to}>${more}`, /^250 /);
  await wire.ask('DATA', /^354 /);
  await wire.send(`From: <${from || 'MAILER-DAEMON@peer.test'}>\r\nSubject: ${subject}\r\n\r\nhello\r\n`);
  await wire.ask('.', /^250 /);
}

const arrived = (subject: string) =>
  eventually(`"${subject}" at the other server`, async () =>
    peer.messages.find(({ content }) => content.includes(`Subject: ${subject}\r\n`)),
  );
const returnPathIn = (line: string) => /<(SRS[01]=[^>]+@postroom\.test)>/.exec(line)?.[1] ?? assert.fail(line);

test('an alias forwards with a rewritten reverse-path, and a bounce to it reaches the sender', async () => {
  await bring('alice@sender.test', 'all@postroom.test', 'passed on', ' NOTIFY=FAILURE ORCPT=rfc822;all@postroom.test');
  const { mailLine, rcptLines } = await arrived('passed on');
  const returnPath = returnPathIn(mailLine);
  assert.match(returnPath, /=sender\.test=alice@/);
  // The sender's requests for reports are passed on.
  assert.match(mailLine, / RET=HDRS ENVID=Q1/);
  assert.deepEqual(rcptLines, ['RCPT TO:<bob@peer.test> NOTIFY=FAILURE ORCPT=rfc822;all@postroom.test']);

  await bring('', returnPath, 'cannot be read');
  const report = await arrived('cannot be read');
  assert.match(report.mailLine, /^MAIL FROM:<>/);
  assert.deepEqual(report.recipients, ['alice@sender.test']);
});

test('a bounce to a sender whose address is too long to be rewritten finds back too', async () => {
  const long = `bounces+${'0'.repeat(50)}@sender.test`;
  await bring(long, 'all@postroom.test', 'from far');
  const returnPath = returnPathIn((await arrived('from far')).mailLine);
  assert.ok(returnPath.indexOf('@') <= 64, 'RFC 5321 4.5.3.1.1');
  await bring('', returnPath, 'far back');
  assert.deepEqual((await arrived('far back')).recipients, [long]);
});

test('an account forwards likewise, and a bounce of an already rewritten address goes to the first forwarder', async () => {
  await setForwarding(stage.pool, 'carol@postroom.test', { targets: ['bob@peer.test'], keep: false });
  await bring('SRS0=AbCd=xY=origin.test=dora@sender.test', 'carol@postroom.test', 'twice on');
  const returnPath = returnPathIn((await arrived('twice on')).mailLine);
  assert.match(returnPath, /^SRS1=.{6}=sender\.test==AbCd=xY=origin\.test=dora@/);
  await bring('', returnPath, 'twice back');
  const report = await arrived('twice back');
  assert.deepEqual(report.recipients, ['SRS0=AbCd=xY=origin.test=dora@sender.test']);
});

test('a refusal by the next server is reported to the sender, not to ourselves', async () => {
  peer.script = ({ stage: at, line }) =>
    at === 'rcpt' && line.includes('bob@') ? '550 5.1.1 No such user' : undefined;
  await bring('alice@sender.test', 'all@postroom.test', 'refused');
  const report = await eventually('the report', async () =>
    peer.messages.find(({ content }) => /^Action: failed\r$/m.test(content.toString())),
  );
  assert.match(report.mailLine, /^MAIL FROM:<>/);
  assert.deepEqual(report.recipients, ['alice@sender.test']);
  assert.match(report.content.toString(), /Final-Recipient: rfc822; all@postroom\.test\r\nAction: failed/);
});

test('the null reverse-path and those of our own domains are not rewritten', async () => {
  peer.script = () => undefined;
  await bring('', 'all@postroom.test', 'a report');
  assert.match((await arrived('a report')).mailLine, /^MAIL FROM:<>/);
  await bring('zoe@postroom.test', 'all@postroom.test', 'of ours');
  assert.match((await arrived('of ours')).mailLine, /^MAIL FROM:<zoe@postroom\.test>/);
});
