import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Wire } from '@postroom/testkit';
import { runPostroom } from '../../cli/testing.ts';
import { PASSWORD } from '../support/accounts.ts';
import { sharedFixture } from '../support/shared-fixture.ts';

// The operator's limits count what an account sends by SMTP and by JMAP together.

const fixture = await sharedFixture();
after(() => fixture[Symbol.asyncDispose]());
const { ports, adminToken } = fixture.platform;
const web = `http://127.0.0.1:${ports.HTTP_PORT}`;

async function postroom(...args: string[]): Promise<string> {
  const env = { POSTROOM_URL: `http://127.0.0.1:${ports.ADMIN_PORT}`, POSTROOM_TOKEN: adminToken };
  const { code, stdout, stderr } = await runPostroom(args, { env });
  assert.equal(code, 0, stderr);
  return stdout;
}

async function bySmtp(address: string, parameters = ''): Promise<string> {
  await using wire = await Wire.connect({ port: ports.SUBMISSION_PORT, timeout: 15_000 });
  await wire.expect(/^220 /);
  await wire.line('EHLO client.test');
  await wire.until(/^250 /);
  await wire.ask(`AUTH PLAIN ${Buffer.from(`\0${address}\0${PASSWORD}`).toString('base64')}`, /^235 /);
  await wire.ask(`MAIL FROM:<${address}>${parameters}`, /^250 /);
  await wire.ask(`RCPT TO:<${address}>`, /^250 /);
  await wire.ask('DATA', /^354 /);
  await wire.line(`From: <${address}>`, 'Subject: x', '', 'x', '.');
  return await wire.readLine();
}

/** Sends by JMAP; returns the type of the error, or `sent`. */
async function byJmap(address: string, id: number): Promise<string> {
  const accountId = `a${id}`;
  const using = ['core', 'mail', 'submission'].map((name) => `urn:ietf:params:jmap:${name}`);
  const ask = async (...methodCalls: [string, object, string][]) => {
    const response = await fetch(`${web}/jmap/api`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${address}:${PASSWORD}`)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ using, methodCalls }),
    });
    return ((await response.json()) as { methodResponses: [string, Record<string, never>][] }).methodResponses;
  };
  const [[, boxes]] = (await ask(['Mailbox/get', { accountId, properties: ['role'] }, '0'])) as unknown as [
    [string, { list: { id: string; role: string }[] }],
  ];
  const drafts = boxes.list.find(({ role }) => role === 'drafts')?.id ?? '';
  const email = {
    mailboxIds: { [drafts]: true },
    from: [{ email: address }],
    to: [{ email: address }],
    subject: 'x',
    bodyValues: { t: { value: 'x' } },
    textBody: [{ partId: 't', type: 'text/plain' }],
  };
  const answers = await ask(
    ['Email/set', { accountId, create: { e: email } }, '0'],
    ['EmailSubmission/set', { accountId, create: { s: { emailId: '#e', identityId: 'I1' } } }, '1'],
  );
  const answer = answers[1]?.[1] as { created?: object; notCreated?: { s: { type: string } } } | undefined;
  return answer?.notCreated?.s.type ?? (answer?.created ? 'sent' : JSON.stringify(answers));
}

test('the hourly sending limit of an account applies over all protocols', async () => {
  const alice = 'alice@sending-hour.test';
  const id = await fixture.stage.account(alice);
  assert.match(
    await postroom('sending', 'limit', alice, '--messages-per-hour', '3'),
    /messages an hour +3\nmessages a day +default/,
  );
  assert.match(await bySmtp(alice), /^250 /);
  assert.equal(await byJmap(alice, id), 'sent');
  assert.match(await bySmtp(alice), /^250 /);
  assert.equal(await byJmap(alice, id), 'rateLimit');
  assert.match(await bySmtp(alice), /^450 4\.7\.1 You may send at most 3 messages an hour/);
  await postroom('sending', 'limit', alice, '--messages-per-hour', 'none');
  assert.match(await bySmtp(alice), /^250 /);
});

test('accounts of a domain share the sending limit of the domain', async () => {
  const [ann, ben] = ['ann@sending-domain.test', 'ben@sending-domain.test'];
  for (const address of [ann, ben]) await fixture.stage.account(address);
  await postroom('sending', 'limit', 'sending-domain.test', '--recipients-per-day', '2');
  assert.match(await bySmtp(ann), /^250 /);
  assert.match(await bySmtp(ben), /^250 /);
  assert.match(await bySmtp(ann), /^450 4\.7\.1 sending-domain\.test may send at most 2 recipients a day/);
  assert.doesNotMatch(await postroom('sending', 'held'), /sending-domain/, 'nobody of them is held for what all sent');
});

test('an account held for sending too much is listed with the reason, and its release sends the waiting mail', async () => {
  const eve = 'eve@sending-held.test';
  await fixture.stage.account(eve);
  await postroom('sending', 'limit', eve, '--messages-per-day', '2');
  assert.match(await bySmtp(eve, ' HOLDFOR=7200'), /^250 /);
  assert.match(await bySmtp(eve), /^250 /);
  assert.match(await bySmtp(eve), /^450 4\.7\.1 Your account is held/);
  assert.match(await postroom('sending', 'held'), /^eve@sending-held\.test .* more than 2 messages a day$/m);
  const waiting = async () =>
    (
      JSON.parse(await postroom('--json', 'queue', 'list')) as {
        reversePath: string;
        held: boolean;
        nextAttemptAt: string;
      }[]
    ).filter(({ reversePath }) => reversePath === eve);
  assert.deepEqual(
    (await waiting()).map(({ held }) => held),
    [true],
  );
  assert.match(await postroom('sending', 'release', eve), /may send again; deliveries that go on: 1/);
  const [kept] = await waiting();
  assert.equal(kept?.held, false);
  assert.ok(Date.parse(kept.nextAttemptAt) > Date.now() + 3_600_000, 'its own time has not come');
  assert.match(await bySmtp(eve), /^250 /, 'what was counted is forgotten');
});
