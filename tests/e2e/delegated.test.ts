import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { putAlias } from '@postroom/directory';
import { Wire } from '@postroom/testkit';
import { runPostroom } from '../../cli/testing.ts';
import { PASSWORD } from '../support/accounts.ts';
import { sharedFixture } from '../support/shared-fixture.ts';

// People send in the name of addresses that were delegated to them, by SMTP and by JMAP, and nobody else can.

const fixture = await sharedFixture();
after(() => fixture[Symbol.asyncDispose]());
const { ports, adminToken } = fixture.platform;
const web = `http://127.0.0.1:${ports.HTTP_PORT}`;
const domain = `delegated-${process.pid}.test`;
const [boss, office, alice] = ['boss', 'office', 'alice'].map((name) => `${name}@${domain}`) as [
  string,
  string,
  string,
];
const sales = `sales@${domain}`;
const team = `team@${domain}`;
const ids = {
  boss: await fixture.stage.account(boss),
  office: await fixture.stage.account(office),
  alice: await fixture.stage.account(alice),
};
await putAlias(fixture.stage.pool, sales, [boss]);

async function postroom(...args: string[]): Promise<string> {
  const env = { POSTROOM_URL: `http://127.0.0.1:${ports.ADMIN_PORT}`, POSTROOM_TOKEN: adminToken };
  const { code, stdout, stderr } = await runPostroom(args, { env });
  assert.equal(code, 0, stderr);
  return stdout;
}

interface Sending {
  readonly login: string;
  readonly mailFrom?: string;
  readonly header: readonly string[];
}

/** Submits a message. Returns the reply to MAIL if that is refused, else the reply to the end of DATA. */
async function submit({ login, mailFrom = login, header }: Sending): Promise<string> {
  await using wire = await Wire.connect({ port: ports.SUBMISSION_PORT, timeout: 15_000 });
  await wire.expect(/^220 /);
  await wire.line('EHLO client.test');
  await wire.until(/^250 /);
  await wire.ask(`AUTH PLAIN ${Buffer.from(`\0${login}\0${PASSWORD}`).toString('base64')}`, /^235 /);
  await wire.line(`MAIL FROM:<${mailFrom}>`);
  const answer = await wire.readLine();
  if (!answer.startsWith('250 ')) return answer;
  await wire.ask(`RCPT TO:<${alice}>`, /^250 /);
  await wire.ask('DATA', /^354 /);
  await wire.line(...header, '', 'x', '.');
  return await wire.readLine();
}

let inInbox = 0;
/** Waits for alice's next message and returns its header. */
async function newest(): Promise<string> {
  const text = (await fixture.stage.messages(ids.alice, ++inInbox)).at(-1)?.toString('latin1') ?? '';
  return text.slice(0, text.indexOf('\r\n\r\n') + 2);
}

/** The properties that the methods used here return. */
interface Answer {
  list: { id: string; email: string; role: string }[];
  state: string;
  created: object | null;
  notCreated: Record<string, { type: string }> | null;
  notDestroyed: Record<string, { type: string }> | null;
}

async function jmap(login: string, ...methodCalls: [string, object, string][]) {
  const using = ['core', 'mail', 'submission'].map((name) => `urn:ietf:params:jmap:${name}`);
  const response = await fetch(`${web}/jmap/api`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${login}:${PASSWORD}`)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ using, methodCalls }),
  });
  return ((await response.json()) as { methodResponses: [string, Answer, string][] }).methodResponses;
}

async function identities(login: string, id: number): Promise<{ id: string; email: string }[]> {
  const [answer] = await jmap(login, ['Identity/get', { accountId: `a${id}`, properties: ['email'] }, '0']);
  return answer?.[1].list ?? [];
}

const emails = async (login: string, id: number): Promise<string[]> =>
  (await identities(login, id)).map(({ email }) => email);

const REFUSED = /^550 5\.7\.1 /;

test('a user can send as another address only while it is delegated to them', async () => {
  const mail = { login: office, mailFrom: sales, header: [`From: Sales <${sales}>`, 'Subject: offer'] };
  assert.match(await submit(mail), REFUSED);
  assert.match(await submit({ ...mail, mailFrom: office }), REFUSED);
  assert.match(await postroom('delegate', 'add', sales, office), /may send as sales@/);
  const answer = await submit(mail);
  assert.match(answer, /^250 /);
  const header = await newest();
  assert.match(header, new RegExp(`^Return-Path: <${sales}>`));
  assert.doesNotMatch(header, /^Sender:/m);
  const id = /Queued as ([0-9a-f-]{36})/.exec(answer)?.[1] ?? '';
  assert.match(await postroom('trace', id), new RegExp(`accepted .* for ${office}`), 'the trace says who sent it');
  assert.match(await postroom('delegate', 'list', '--address', sales), new RegExp(`${sales} +${office} +send-as`));
  await postroom('delegate', 'remove', sales, office);
  assert.match(await submit(mail), REFUSED);
  assert.match(await submit({ ...mail, mailFrom: office }), REFUSED);
});

test('a Sender field is added where a user sends on behalf of another', async () => {
  await postroom('delegate', 'add', boss, office, '--mode', 'send-on-behalf');
  const header = [`From: The boss <${boss}>`, 'Subject: hello'];
  assert.match(await submit({ login: office, header }), /^250 /);
  assert.match(await newest(), new RegExp(`^Sender: <${office}>\\r$`, 'm'));
  assert.match(await submit({ login: office, header: [...header, `Sender: Office <${office}>`] }), /^250 /);
  const own = await newest();
  assert.match(own, new RegExp(`^Sender: Office <${office}>\\r$`, 'm'));
  assert.equal(own.match(/^Sender:/gm)?.length, 1);
  assert.match(await submit({ login: office, header: [...header, `Sender: <${boss}>`] }), REFUSED);
  assert.match(await submit({ login: office, mailFrom: boss, header }), REFUSED, 'the envelope is its own');
  assert.match(await submit({ login: alice, header }), REFUSED);
  await postroom('account', 'suspend', boss);
  assert.match(await submit({ login: office, header }), REFUSED, 'nobody writes for who is suspended');
  await postroom('account', 'resume', boss);
  await postroom('delegate', 'remove', boss, office);
});

test('members of a group may send as an address delegated to it, and JMAP lists it as an identity', async () => {
  await postroom('group', 'add', team);
  await postroom('delegate', 'add', sales, team);
  assert.deepEqual(await emails(office, ids.office), [office]);
  const [before] = await jmap(office, ['Identity/get', { accountId: `a${ids.office}`, ids: [] }, '0']);
  await postroom('group', 'member', 'add', team, office);
  const known = await identities(office, ids.office);
  assert.deepEqual(
    known.map(({ email }) => email),
    [office, sales],
  );
  const sinceState = before?.[1].state;
  const [changes] = await jmap(office, ['Identity/changes', { accountId: `a${ids.office}`, sinceState }, '0']);
  assert.deepEqual(changes?.[1].created, [known[1]?.id], 'programs hear of it');

  const accountId = `a${ids.office}`;
  const [boxes] = await jmap(office, ['Mailbox/get', { accountId, properties: ['role'] }, '0']);
  const drafts = boxes?.[1].list.find(({ role }) => role === 'drafts')?.id ?? '';
  const send = async () => {
    const email = {
      mailboxIds: { [drafts]: true },
      from: [{ email: sales }],
      to: [{ email: alice }],
      subject: 'by jmap',
      bodyValues: { t: { value: 'x' } },
      textBody: [{ partId: 't', type: 'text/plain' }],
    };
    const answers = await jmap(
      office,
      ['Email/set', { accountId, create: { e: email } }, '0'],
      ['EmailSubmission/set', { accountId, create: { s: { emailId: '#e', identityId: known[1]?.id } } }, '1'],
    );
    return answers[1]?.[1].notCreated?.s?.type ?? (answers[1]?.[1].created ? 'sent' : JSON.stringify(answers));
  };
  assert.equal(await send(), 'sent');
  assert.match(await newest(), new RegExp(`^From: <?${sales}>?\\r$`, 'm'));
  await postroom('group', 'member', 'remove', team, office);
  assert.deepEqual(await emails(office, ids.office), [office]);
  assert.notEqual(await send(), 'sent');
});

test('JMAP sends on behalf of another with its own envelope and adds the Sender field', async () => {
  const accountId = `a${ids.office}`;
  const [boxes] = await jmap(office, ['Mailbox/get', { accountId, properties: ['role'] }, '0']);
  const drafts = boxes?.[1].list.find(({ role }) => role === 'drafts')?.id ?? '';
  const idOf = async (address: string) =>
    (await identities(office, ids.office)).find(({ email }) => email === address)?.id;
  const own = await idOf(office);
  const envelopeFrom = (email: string) => ({ mailFrom: { email }, rcptTo: [{ email: alice }] });
  const send = async (identityId: string | undefined, envelope: object | null, sender: object[] | null = null) => {
    const email = {
      mailboxIds: { [drafts]: true },
      from: [{ name: 'The boss', email: boss }],
      sender,
      to: [{ email: alice }],
      subject: 'for the boss',
      bodyValues: { t: { value: 'x' } },
      textBody: [{ partId: 't', type: 'text/plain' }],
    };
    const answers = await jmap(
      office,
      ['Email/set', { accountId, create: { e: email } }, '0'],
      ['EmailSubmission/set', { accountId, create: { s: { emailId: '#e', identityId, envelope } } }, '1'],
    );
    return answers[1]?.[1].notCreated?.s?.type ?? (answers[1]?.[1].created ? 'sent' : JSON.stringify(answers));
  };
  const arrived = async (sender: string) => {
    const header = await newest();
    assert.match(header, new RegExp(`^From: The boss <${boss}>\\r$`, 'm'));
    assert.match(header, new RegExp(`^Sender: ${sender}\\r$`, 'm'));
    assert.equal(header.match(/^Sender:/gm)?.length, 1);
    assert.match(header, new RegExp(`^Return-Path: <${office}>`), 'the envelope is its own');
  };
  assert.equal(await send(own, envelopeFrom(office)), 'forbiddenFrom');
  await postroom('delegate', 'add', boss, office, '--mode', 'send-on-behalf');
  const boss1 = await idOf(boss);
  assert.ok(boss1, 'it is an identity');
  const [got] = await jmap(office, ['Identity/get', { accountId, ids: [boss1], properties: ['mayDelete'] }, '0']);
  assert.deepEqual(got?.[1].list, [{ id: boss1, mayDelete: false }]);
  const [kept] = await jmap(office, ['Identity/set', { accountId, destroy: [boss1] }, '0']);
  assert.equal(kept?.[1].notDestroyed?.[boss1]?.type, 'forbidden');
  assert.equal(await send(boss1, envelopeFrom(office), [{ name: 'Office', email: office }]), 'sent');
  await arrived(`Office <${office}>`);
  assert.equal(await send(boss1, null), 'sent', 'without an envelope the server makes the right one');
  await arrived(`<${office}>`);
  assert.equal(await send(own, envelopeFrom(office)), 'sent', 'and by an identity of its own');
  await arrived(`<${office}>`);
  assert.equal(await send(boss1, envelopeFrom(boss)), 'forbiddenMailFrom', 'as by SMTP');
  assert.equal(await send(boss1, envelopeFrom(office), [{ name: null, email: alice }]), 'forbiddenFrom');
  await postroom('account', 'suspend', boss);
  assert.equal(await send(boss1, envelopeFrom(office)), 'forbiddenFrom');
  await postroom('account', 'resume', boss);
  await postroom('delegate', 'remove', boss, office);
  assert.equal(await send(own, envelopeFrom(office)), 'forbiddenFrom');
  assert.equal(await send(own, null), 'forbiddenFrom');
  assert.equal(await send(boss1, envelopeFrom(office)), 'invalidProperties', 'there is no such identity any more');
});

test('the list of delegations shows as whom a user may write and why, aliases that they receive included', async () => {
  const seen = async (login: string) => {
    const headers = { authorization: `Basic ${btoa(`${login}:${PASSWORD}`)}` };
    const { delegations, received } = (await (await fetch(`${web}/account/delegations`, { headers })).json()) as {
      delegations: { address: string; to: string; mode: string; isOwn: boolean }[];
      received: object[];
    };
    return { delegations: delegations.map(({ address, to, mode, isOwn }) => [address, to, mode, isOwn]), received };
  };
  await postroom('delegate', 'add', boss, team, '--mode', 'send-on-behalf');
  await postroom('delegate', 'add', sales, office);
  await postroom('group', 'member', 'add', team, office);
  const byTeam = { address: boss, name: '', mode: 'send-on-behalf', group: team };
  assert.deepEqual(await seen(office), {
    delegations: [],
    received: [byTeam, { address: sales, name: '', mode: 'send-as', group: null }],
  });
  assert.deepEqual((await seen(boss)).delegations, [
    [boss, team, 'send-on-behalf', true],
    [sales, team, 'send-as', false],
    [sales, office, 'send-as', false],
  ]);
  assert.deepEqual(await seen(alice), { delegations: [], received: [] }, 'it is nothing to others');
  await postroom('delegate', 'add', boss, office);
  assert.deepEqual((await seen(office)).received[0], { ...byTeam, mode: 'send-as', group: null }, 'as far as it goes');
  await postroom('group', 'member', 'add', team, boss);
  assert.deepEqual(await emails(boss, ids.boss), [boss, sales], 'what is his own is nothing that he was given');
  await postroom('group', 'member', 'remove', team, office, boss);
  await postroom('delegate', 'remove', boss, office);
  await postroom('delegate', 'remove', sales, office);
  assert.deepEqual((await seen(office)).received, []);
});

test('an owner can delegate their own address, and the delegation is removed with the account', async () => {
  const ask = async (login: string, method: string, path = '', body?: object) => {
    const response = await fetch(`${web}/account/delegations${path}`, {
      method,
      headers: {
        authorization: `Basic ${btoa(`${login}:${PASSWORD}`)}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  };
  const leaver = `leaver@${domain}`;
  await fixture.stage.account(leaver);
  assert.equal((await ask(leaver, 'PUT', '', { to: office, mode: 'send-as' })).status, 204);
  assert.equal((await ask(leaver, 'PUT', '', { to: leaver, mode: 'send-as' })).status, 400);
  assert.equal((await ask(leaver, 'PUT', '', { to: `nobody@${domain}`, mode: 'send-as' })).status, 404);
  assert.match((await ask(leaver, 'GET')).text, new RegExp(`"to":"${office}"`));
  assert.equal((await ask(alice, 'GET')).text, '{"delegations":[],"received":[]}');
  const mail = { login: office, mailFrom: leaver, header: [`From: ${leaver}`] };
  assert.match(await submit(mail), /^250 /);
  inInbox++;
  assert.deepEqual(await emails(office, ids.office), [office, leaver]);
  assert.equal((await ask(leaver, 'DELETE', `/${encodeURIComponent(office)}`)).status, 204);
  assert.match(await submit(mail), REFUSED);
  assert.equal((await ask(leaver, 'PUT', '', { to: office, mode: 'send-as' })).status, 204);
  await postroom('account', 'remove', leaver);
  assert.deepEqual(await emails(office, ids.office), [office]);
  await fixture.stage.account(leaver);
  assert.match(await submit(mail), REFUSED, 'who has the address next has lent it to nobody');
});
