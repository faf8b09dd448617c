import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Wire } from '@postroom/testkit';
import { JamClient } from 'jmap-jam';
import { PASSWORD } from '../support/accounts.ts';
import { eventually } from '../support/eventually.ts';
import { sharedFixture } from '../support/shared-fixture.ts';

// A JMAP client by other people, with a bearer token.

const fixture = await sharedFixture();
after(() => fixture[Symbol.asyncDispose]());
const [jam, jim] = ['jam@jmap-jam.test', 'jim@jmap-jam.test'];
await fixture.stage.account(jam);
const jimId = await fixture.stage.account(jim);
const url = `http://127.0.0.1:${fixture.platform.ports.HTTP_PORT}`;

async function client(): Promise<JamClient> {
  const form = new URLSearchParams({ grant_type: 'password', username: jam, password: PASSWORD, device_name: 'jam' });
  const response = await fetch(`${url}/oauth/token`, { method: 'POST', body: form });
  const { access_token: bearerToken } = (await response.json()) as { access_token: string };
  return new JamClient({ bearerToken, sessionUrl: `${url}/.well-known/jmap` });
}

test('jmap-jam finds its account, writes and sends a letter, and reads its outcome', async () => {
  const api = await client();
  const accountId = await api.getPrimaryAccount();
  const [boxes] = await api.api.Mailbox.get({ accountId });
  const box = (role: string): string => boxes.list.find((each) => each.role === role)?.id ?? '';
  const file = await api.uploadBlob(accountId, new Blob(['a,b\n1,2\n'], { type: 'text/csv' }));
  const [made] = await api.api.Email.set({
    accountId,
    create: {
      letter: {
        mailboxIds: { [box('drafts')]: true },
        keywords: { $draft: true },
        subject: 'Größe 你好',
        from: [{ name: 'Jam', email: jam }],
        to: [{ name: null, email: jim }],
        textBody: [{ partId: 't', type: 'text/plain' }],
        bodyValues: { t: { value: 'hello ☂' } },
        attachments: [{ blobId: file.blobId, type: 'text/csv', name: 'sums.csv' }],
      },
    },
  });
  const emailId = made.created?.letter?.id ?? '';
  const [identities] = await api.api.Identity.get({ accountId });
  const identityId = identities.list[0]?.id ?? '';
  const [sent] = await api.api.EmailSubmission.set({
    accountId,
    create: { s: { identityId, emailId } },
    onSuccessUpdateEmail: { '#s': { mailboxIds: { [box('sent')]: true }, 'keywords/$draft': null } },
  });
  const submission = sent.created?.s?.id ?? '';
  const raw = (await fixture.stage.messages(jimId, 1))[0]?.toString() ?? '';
  assert.match(raw, /filename=sums\.csv/);
  await eventually('delivered', async () => {
    const [{ list }] = await api.api.EmailSubmission.get({ accountId, ids: [submission] });
    const status = (list[0]?.deliveryStatus ?? {}) as Record<string, { delivered: string }>;
    return status[jim]?.delivered === 'yes';
  });
  const [{ found, emails }] = await api.requestMany((request) => {
    const found = request.Email.query({ accountId, filter: { text: '你好', inMailbox: box('sent') } });
    const emails = request.Email.get({ accountId, ids: found.$ref('/ids'), properties: ['subject', 'keywords'] });
    return { found, emails };
  });
  assert.deepEqual(found.ids, [emailId]);
  assert.deepEqual(emails.list, [{ id: emailId, subject: 'Größe 你好', keywords: {} }]);
});

async function imapAsJim(): Promise<Wire> {
  const wire = await Wire.connect({ port: fixture.platform.ports.IMAP_PORT, timeout: 15_000 });
  await wire.expect(/^\* OK/);
  await wire.ask(`a LOGIN ${jim} "${PASSWORD}"`, /^a OK/);
  await wire.line('b SELECT INBOX');
  await wire.until(/^b OK/);
  return wire;
}

test('IDLE tells at once what JMAP changed, and the event source what IMAP changed', async () => {
  const headers = { authorization: `Basic ${btoa(`${jim}:${PASSWORD}`)}`, 'content-type': 'application/json' };
  const using = ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'];
  const accountId = `a${jimId}`;
  const call = async <Answer>(method: string, args: object): Promise<Answer> => {
    const body = JSON.stringify({ using, methodCalls: [[method, { accountId, ...args }, '0']] });
    const response = await fetch(`${url}/jmap/api`, { method: 'POST', headers, body });
    return ((await response.json()) as { methodResponses: [[string, Answer]] }).methodResponses[0][1];
  };
  const boxes = await call<{ list: { id: string; role: string }[] }>('Mailbox/get', {});
  const inbox = boxes.list.find(({ role }) => role === 'inbox')?.id;
  const archive = boxes.list.find(({ role }) => role === 'archive')?.id as string;
  const { ids } = await call<{ ids: [string] }>('Email/query', { filter: { inMailbox: inbox } });
  const [id] = ids;
  await using idle = await imapAsJim();
  await idle.ask('c IDLE', /^\+/);
  await call('Email/set', { update: { [id]: { 'keywords/$flagged': true } } });
  await idle.expect(/^\* 1 FETCH \(.*\\Flagged/);

  const { state } = await call<{ state: string }>('Email/get', { ids: [] });
  const events = await fetch(`${url}/jmap/events?types=Email&closeafter=state&ping=0`, { headers });
  await using other = await imapAsJim();
  await other.line('c STORE 1 +FLAGS.SILENT (\\Seen)');
  await other.until(/^c OK/);
  await idle.expect(/^\* 1 FETCH \(.*\\Seen/);
  const told = await events.text();
  const changes = await call<{ newState: string; updated: string[] }>('Email/changes', { sinceState: state });
  assert.deepEqual(changes.updated, [id]);
  assert.ok(told.includes(`"${accountId}":{"Email":"${changes.newState}"}`), told);

  await call('Email/set', { update: { [id]: { mailboxIds: { [archive]: true } } } });
  await idle.expect(/^\* 1 EXPUNGE/);
});
