import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PASSWORD } from '../support/accounts.ts';
import { eventually } from '../support/eventually.ts';
import { imapflow } from '../support/mail-programs.ts';
import { sharedFixture } from '../support/shared-fixture.ts';

// A JMAP program sends mail to people here and learns what became of it.

const fixture = await sharedFixture();
after(() => fixture[Symbol.asyncDispose]());
const domain = 'jmap-sending.test';
const [ann, ben] = [`ann@${domain}`, `ben@${domain}`];
const ids = { ann: await fixture.stage.account(ann), ben: await fixture.stage.account(ben) };
const url = `http://127.0.0.1:${fixture.platform.ports.HTTP_PORT}`;
const USING = ['core', 'mail', 'submission', 'vacationresponse'].map((name) => `urn:ietf:params:jmap:${name}`);

type Answer = Record<string, unknown>;

/** Returns the objects of a /get. */
function listOf<Type>(answer: Answer | undefined): Type[] {
  return (answer?.list ?? []) as Type[];
}

function headers(address: string): Record<string, string> {
  return { authorization: `Basic ${btoa(`${address}:${PASSWORD}`)}`, 'content-type': 'application/json' };
}

async function jmap(address: string, ...calls: [name: string, args: object][]): Promise<Answer[]> {
  const accountId = `a${address === ann ? ids.ann : ids.ben}`;
  const methodCalls = calls.map(([name, args], n) => [name, { accountId, ...args }, String(n)]);
  const body = JSON.stringify({ using: USING, methodCalls });
  const response = await fetch(`${url}/jmap/api`, { method: 'POST', headers: headers(address), body });
  assert.equal(response.status, 200);
  const { methodResponses } = (await response.json()) as { methodResponses: [string, Answer, string][] };
  return methodResponses.map(([, args]) => args);
}

/** Creates a message and sends it; returns the id of its submission. */
async function send(subject: string, to: string, parameters: object | null = null): Promise<string> {
  const [boxes] = await jmap(ann, ['Mailbox/get', { properties: ['role'] }]);
  const drafts = listOf<{ id: string; role: string }>(boxes).find(({ role }) => role === 'drafts')?.id;
  const email = {
    mailboxIds: { [drafts ?? '']: true },
    keywords: { $draft: true },
    subject,
    from: [{ email: ann }],
    to: [{ email: to }],
    textBody: [{ partId: 't', type: 'text/plain' }],
    bodyValues: { t: { value: 'Hi' } },
  };
  const envelope = { mailFrom: { email: ann, parameters }, rcptTo: [{ email: to }] };
  const [, set] = await jmap(
    ann,
    ['Email/set', { create: { e: email } }],
    [
      'EmailSubmission/set',
      {
        create: { s: { identityId: 'I1', emailId: '#e', envelope } },
        onSuccessUpdateEmail: { '#s': { 'keywords/$draft': null } },
      },
    ],
  );
  const made = (set as unknown as { created: { s: { id: string } } | null }).created;
  assert.ok(made, JSON.stringify(set));
  return made.s.id;
}

async function statusOf(submission: string, recipient: string): Promise<{ delivered: string; smtpReply: string }> {
  const [got] = await jmap(ann, ['EmailSubmission/get', { ids: [submission], properties: ['deliveryStatus'] }]);
  const [object] = listOf<{ deliveryStatus: Record<string, { delivered: string; smtpReply: string }> }>(got);
  return object?.deliveryStatus[recipient] as { delivered: string; smtpReply: string };
}

test('an email sent by JMAP is visible in IMAP, and the sender is notified by the event source', async () => {
  const stop = new AbortController();
  const options = { headers: headers(ann), signal: stop.signal };
  const source = await fetch(`${url}/jmap/events?types=EmailSubmission&closeafter=no&ping=0`, options);
  const reader = (source.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
  const id = await send('arrives', ben);
  let heard = '';
  while (!/"EmailSubmission":"\d+"/.test(heard) || (await statusOf(id, ben)).delivered !== 'yes') {
    const { value = '', done } = await reader.read();
    assert.ok(!done);
    heard += value;
  }
  stop.abort();
  await using client = await imapflow(fixture, ben);
  await client.mailboxOpen('INBOX');
  const message = await client.fetchOne('*', { envelope: true, source: true });
  assert.ok(message);
  assert.ok(message.envelope);
  assert.equal(message.envelope.subject, 'arrives');
  assert.match(message.source?.toString() ?? '', /Received: by mail\.postroom\.test \(Postroom\) with HTTP/);
});

test('a held submission is delivered when its time comes, and a canceled one never is', async () => {
  const taken = await send('taken back', ben, { HOLDFOR: '3' });
  const held = await send('held', ben, { HOLDFOR: '1' });
  const [set] = await jmap(ann, ['EmailSubmission/set', { update: { [taken]: { undoStatus: 'canceled' } } }]);
  assert.deepEqual(set?.updated, { [taken]: null });
  await eventually('the held letter', async () => (await statusOf(held, ben)).delivered === 'yes', 30_000);
  const [got] = await jmap(ann, ['EmailSubmission/get', { ids: [taken], properties: ['undoStatus'] }]);
  assert.deepEqual(got?.list, [{ id: taken, undoStatus: 'canceled' }]);
  const subjects = (await fixture.stage.messages(ids.ben, 2)).map(
    (raw) => /^Subject: (.*)\r$/m.exec(raw.toString())?.[1],
  );
  assert.deepEqual(subjects, ['arrives', 'held']);
});

test("a vacation response goes out once per sender, with the user's own words", async () => {
  const words = { isEnabled: true, subject: 'Away', textBody: 'Back in May.' };
  await jmap(ben, ['VacationResponse/set', { update: { singleton: words } }]);
  const before = (await fixture.stage.messages(ids.ann, 0)).length;
  for (const subject of ['first', 'second']) {
    const id = await send(subject, ben);
    await eventually(subject, async () => (await statusOf(id, ben)).delivered === 'yes');
  }
  const answers = await fixture.stage.messages(ids.ann, before + 1);
  assert.equal(answers.length, before + 1);
  assert.match(answers.at(-1)?.toString() ?? '', /Auto-Submitted: auto-replied[\s\S]*Back in May\./);
});
