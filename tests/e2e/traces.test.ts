import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startDns, startPlatform } from '@postroom/testkit';
import { traceMail } from '@postroom/transit';
import { createTransport } from 'nodemailer';
import { backstage, PASSWORD } from '../support/accounts.ts';
import { type CollectedSpan, startCollector } from '../support/collector.ts';
import { eventually } from '../support/eventually.ts';

// Two platforms and a collector: the trace of one message from SMTP to the mailbox, and on to another server.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const services = ['mailbox-store', 'delivery-worker', 'smtp-ingress'] as const;

const collector = stack.use(await startCollector());
const tracing = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20x' };
const other = stack.use(await startPlatform({ services, mailHostname: 'mx.other.test', env: tracing }));
const otherStage = stack.use(backstage(other.settings.databaseUrl));
const bob = await otherStage.account('bob@other.test');
const dns = stack.use(
  await startDns({ 'other.test': { MX: [[10, 'mx.other.test']] }, 'mx.other.test': { A: ['127.0.0.1'] } }),
);
const outbound = { OUTBOUND_PORT: `${other.ports.SMTP_PORT}`, DNS_SERVERS: dns.address };
const platform = stack.use(await startPlatform({ services, env: { ...tracing, ...outbound } }));
const stage = stack.use(backstage(platform.settings.databaseUrl));
const alice = await stage.account('alice@postroom.test');

async function submit(to: string): Promise<string> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: platform.ports.SUBMISSION_PORT,
    tls: { rejectUnauthorized: false },
    auth: { user: 'alice@postroom.test', pass: PASSWORD },
  });
  const { response } = await transport.sendMail({ from: 'alice@postroom.test', to, subject: 'hello', text: 'hello' });
  transport.close();
  return idIn(response);
}

/** Returns the id in `250 2.0.0 Queued as …`. */
function idIn(reply: string): string {
  return /Queued as ([0-9a-f-]{36})/.exec(reply)?.[1] ?? assert.fail(reply);
}

/** Waits for the span of that name about a message and returns it. */
function spanOf(name: string, mail: string): Promise<CollectedSpan> {
  return eventually(`the ${name} span of ${mail}`, async () =>
    collector.spans.find((span) => span.name === name && span.attributes['postroom.mail.id'] === mail),
  );
}

test('one trace covers a mail from DATA to the mailbox', async () => {
  const mail = await submit('alice@postroom.test');
  await stage.messages(alice, 1);
  const accept = await spanOf('accept', mail);
  const file = await spanOf('file', mail);
  assert.equal(accept.parentSpanId, undefined);
  assert.deepEqual([accept.service, file.service], ['smtp-ingress', 'delivery-worker']);
  assert.equal(file.traceId, accept.traceId);
  assert.equal(file.parentSpanId, accept.spanId);
  assert.equal(file.attributes['postroom.uid'], 1);
  const commit = collector.spans.find((span) => span.name === 'group commit' && span.traceId === accept.traceId);
  assert.deepEqual([commit?.parentSpanId, commit?.events], [accept.spanId, ['statement']]);
  const batch = collector.spans.find((span) => span.spanId === file.links[0]?.spanId);
  assert.equal(batch?.name, 'file batch');
  assert.ok(batch.links.some((link) => link.spanId === accept.spanId));
  assert.equal(collector.headers.authorization, 'Bearer x');
  assert.equal((await traceMail(stage.pool, mail, 1))[0]?.traceId, accept.traceId);
});

test('the trace of a relayed mail names the next server, its TLS and its reply, and links to the trace over there', async () => {
  const mail = await submit('bob@other.test');
  await otherStage.messages(bob, 1);
  const accept = await spanOf('accept', mail);
  const relay = await spanOf('relay', mail);
  assert.deepEqual([relay.traceId, relay.parentSpanId], [accept.traceId, accept.spanId]);
  const { attributes } = relay;
  assert.deepEqual(
    ['server.address', 'network.peer.address', 'postroom.tls', 'postroom.result'].map((name) => attributes[name]),
    ['mx.other.test', '127.0.0.1', true, 'relayed'],
  );
  const there = idIn(String(attributes['postroom.reply']));
  assert.equal((await spanOf('file', there)).traceId, (await spanOf('accept', there)).traceId);
});

test('a bounce belongs to the trace of its mail', async () => {
  const mail = await submit('nobody@other.test');
  const relay = await spanOf('relay', mail);
  assert.equal(relay.attributes['postroom.result'], 'permanent');
  const bounce = await eventually('the bounce is filed', async () =>
    collector.spans.find((span) => span.name === 'file' && span.traceId === relay.traceId),
  );
  assert.notEqual(bounce.attributes['postroom.mail.id'], mail);
});
