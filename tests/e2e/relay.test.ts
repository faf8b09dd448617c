import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setForwarding } from '@postroom/directory';
import { startDns, startPlatform, startSmtpPeer } from '@postroom/testkit';
import { retryAll } from '@postroom/transit';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { backstage, PASSWORD } from '../support/accounts.ts';
import { eventually } from '../support/eventually.ts';

// Mail from our users to other domains: to another platform, and to a server that follows a script.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const services = ['mailbox-store', 'delivery-worker', 'smtp-ingress'] as const;

const other = stack.use(await startPlatform({ services, mailHostname: 'mx.other.test' }));
const otherStage = stack.use(backstage(other.settings.databaseUrl));
const bob = await otherStage.account('bob@other.test');

const peer = stack.use(await startSmtpPeer({ host: '127.0.0.2', port: other.ports.SMTP_PORT, tls: 'good' }));
const dns = stack.use(
  await startDns({
    'other.test': { MX: [[10, 'mx.other.test']] },
    'mx.other.test': { A: ['127.0.0.1'] },
    'peer.test': { A: ['127.0.0.2'] },
  }),
);
const env = { OUTBOUND_PORT: `${other.ports.SMTP_PORT}`, DNS_SERVERS: dns.address };
const platform = stack.use(await startPlatform({ services, mailHostname: 'mail.postroom.test', env }));
const stage = stack.use(backstage(platform.settings.databaseUrl));
const alice = await stage.account('alice@postroom.test');

async function submit(to: string, text: string, more: SendMailOptions = {}): Promise<void> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: platform.ports.SUBMISSION_PORT,
    tls: { rejectUnauthorized: false },
    auth: { user: 'alice@postroom.test', pass: PASSWORD },
  });
  await transport.sendMail({ from: 'alice@postroom.test', to, subject: 'hello', text, ...more });
  transport.close();
}

test('mail is relayed from one platform to another', async () => {
  await submit('bob@other.test', 'über die Straße\r\n.\r\n');
  const [raw] = await otherStage.messages(bob, 1);
  const text = raw?.toString() ?? '';
  assert.match(text, /^Return-Path: <alice@postroom\.test>\r\nReceived: from mail\.postroom\.test .*\r\n\t\(using TLS/);
  assert.match(text, /with ESMTPS\r\n[\s\S]*by mail\.postroom\.test \(Postroom\) with ESMTPSA/);
  assert.equal(text.match(/^Return-Path:/gm)?.length, 1);
});

test('an account forwards its mail to another domain, and mail that loops back is kept', async () => {
  const carol = await stage.account('carol@postroom.test');
  await setForwarding(stage.pool, 'carol@postroom.test', { targets: ['bob@other.test'], keep: false });
  await submit('carol@postroom.test', 'follow me');
  const text = (await otherStage.messages(bob, 2)).map(String).find((raw) => raw.includes('follow me')) ?? '';
  assert.match(text, /^Return-Path: <alice@postroom\.test>\r\nReceived: from mail\.postroom\.test /);
  assert.match(text, /\r\nDelivered-To: carol@postroom\.test\r\nReceived: from .*\r\n[\s\S]*by mail\.postroom\.test/);
  await submit('carol@postroom.test', 'here again', { headers: { 'Delivered-To': 'carol@postroom.test' } });
  const [kept] = await stage.messages(carol, 1);
  assert.match(kept?.toString() ?? '', /here again/);
});

test('a refusal comes back to the sender as a report', async () => {
  peer.script = ({ stage: at }) => (at === 'rcpt' ? '550 5.1.1 No such user' : undefined);
  await submit('nobody@peer.test', 'hello');
  const [raw] = await stage.messages(alice, 1);
  const text = raw?.toString() ?? '';
  assert.match(text, /^Return-Path: <>\r\nFrom: Mail Delivery System <MAILER-DAEMON@mail\.postroom\.test>/);
  assert.match(text, /Final-Recipient: rfc822; nobody@peer\.test\r\nAction: failed\r\nStatus: 5\.1\.1/);
});

test('mail waits for a server that is down', async () => {
  peer.script = ({ stage: at }) => (at === 'connect' ? 'drop' : undefined);
  await submit('carol@peer.test', 'patience');
  await eventually('the mail is put off', async () => {
    const { rows } = await stage.pool.query(
      `select 1 from deliveries where recipient = 'carol@peer.test' and state = 'queued' and last_reply is not null`,
    );
    return rows.length === 1;
  });
  peer.script = () => undefined;
  await retryAll(stage.pool);
  await eventually('the mail arrives', async () => peer.messages.length === 1);
  assert.deepEqual([peer.messages[0]?.secure, peer.messages[0]?.recipients], [true, ['carol@peer.test']]);
  assert.match(peer.messages[0]?.content.toString() ?? '', /^Received: from [\s\S]*\r\n\r\npatience\r\n$/);
});

test("the sender's DSN parameters are passed on to the next server (RFC 3461)", async () => {
  const dsn = { id: 'QQ=1', return: 'headers', notify: ['success', 'delay'], recipient: 'Dora+tag@peer.test' } as const;
  await submit('dora@peer.test', 'hello', { dsn: { ...dsn, notify: [...dsn.notify] } });
  const message = await eventually('the mail arrives', async () =>
    peer.messages.find(({ recipients }) => recipients[0] === 'dora@peer.test'),
  );
  assert.match(message.mailLine, / RET=HDRS ENVID=QQ\+3D1$/);
  assert.deepEqual(message.rcptLines, [
    'RCPT TO:<dora@peer.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;Dora+2Btag@peer.test',
  ]);
});
