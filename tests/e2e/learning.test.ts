import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { findMailbox } from '@postroom/mailbox';
import { Wire } from '@postroom/testkit';
import { corpus, type Labelled } from '../../packages/filter/corpus.testing.ts';
import { PASSWORD } from '../support/accounts.ts';
import { eventually } from '../support/eventually.ts';
import { openFixture } from '../support/fixture.ts';
import { ImapSession } from '../support/imap-session.ts';

// People move spam to Junk with the programs they have; from then on similar mail is filed there automatically.

const fixture = await openFixture({ env: { FILTER: 'own', LEARN_SECONDS: '1' } });
after(() => fixture[Symbol.asyncDispose]());
const { ports } = fixture.platform;
const messages = corpus(160, 41);
const spam = messages.filter(({ isSpam }) => isSpam);
const good = messages.filter(({ isSpam }) => !isSpam);
const TAUGHT = 60;

function rawOf({ subject, from, text }: Labelled): string {
  const type = 'Content-Type: text/plain; charset=utf-8';
  const word = `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`;
  const body = Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n');
  return `From: ${from}\r\nSubject: ${word}\r\n${type}\r\nContent-Transfer-Encoding: base64\r\n\r\n${body}\r\n`;
}

/** Delivers messages as another server does. */
async function bring(to: string, mails: readonly Labelled[]): Promise<void> {
  await using wire = await Wire.connect({ port: ports.SMTP_PORT, timeout: 15_000 });
  await wire.expect(/^220 /);
  await wire.line('EHLO client.test');
  await wire.until(/^250 /);
  for (const mail of mails) {
    await wire.ask('MAIL FROM:<sender@elsewhere.test>', /^250 /);
    await wire.ask(`RCPT TO:<${to}>`, /^250 /);
    await wire.ask('DATA', /^354 /);
    await wire.send(`${rawOf(mail)}.\r\n`);
    await wire.expect(/^250 /);
  }
}

const counted = async (id: number, name: string) => (await findMailbox(fixture.stage.pool, id, name)).messageCount;

/** Waits until INBOX and Junk together have `count` messages; returns how many of them are in Junk. */
async function arrived(id: number, count: number): Promise<number> {
  return eventually('the mail is filed', async () => {
    const [inbox, junk] = [await counted(id, 'INBOX'), await counted(id, 'Junk')];
    return inbox + junk === count ? { junk } : undefined;
  }).then(({ junk }) => junk);
}

const learned = (id: number) =>
  eventually(
    'what was moved is learned',
    async () => {
      const { rows } = await fixture.stage.pool.query<{ spam: number; ham: number }>(
        'select spam, ham from filter_states where account_id = $1',
        [id],
      );
      return rows[0]?.spam === TAUGHT && rows[0].ham === TAUGHT;
    },
    30_000,
  );

/** Delivers mail of both kinds that was not learned; most of the spam, and nothing else, must go to Junk. */
async function judge(address: string, id: number): Promise<void> {
  const before = { inbox: await counted(id, 'INBOX'), junk: await counted(id, 'Junk') };
  await bring(address, spam.slice(TAUGHT));
  const all = before.inbox + before.junk + spam.length - TAUGHT;
  const found = (await arrived(id, all)) - before.junk;
  assert.ok(found >= (spam.length - TAUGHT) / 2, `${found} of ${spam.length - TAUGHT} are in Junk`);
  await bring(address, good.slice(TAUGHT));
  assert.equal((await arrived(id, all + good.length - TAUGHT)) - before.junk, found, 'what is good is in INBOX');
}

/** Makes an account with mail of both kinds in INBOX, from which nothing was learned. */
async function begin(address: string): Promise<number> {
  const id = await fixture.stage.account(address);
  await bring(address, [...spam.slice(0, TAUGHT), ...good.slice(0, TAUGHT)]);
  assert.equal(await arrived(id, 2 * TAUGHT), 0, 'nothing is known yet');
  return id;
}

test('IMAP: a MOVE to Junk teaches spam, and a message that was read and kept teaches ham', async () => {
  const alice = 'alice@learning.test';
  const id = await begin(alice);
  await using session = await ImapSession.login(ports.IMAP_PORT, alice);
  await session.command('SELECT INBOX');
  const uids = await spamUids(session);
  await session.command('UID STORE 1:* +FLAGS.SILENT (\\Seen)');
  await session.command(`UID MOVE ${uids.join(',')} Junk`);
  await learned(id);
  await judge(alice, id);
});

test('JMAP: an email moved to Junk teaches spam, whatever other users do', async () => {
  const bob = 'bob@learning.test';
  const id = await begin(bob);
  const accountId = `a${id}`;
  const call = async <Answer>(name: string, args: object): Promise<Answer> => {
    const response = await fetch(`http://127.0.0.1:${ports.HTTP_PORT}/jmap/api`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${bob}:${PASSWORD}`)}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        using: ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'],
        methodCalls: [[name, { accountId, ...args }, '0']],
      }),
    });
    return ((await response.json()) as { methodResponses: [[string, Answer]] }).methodResponses[0][1];
  };
  const boxes = await call<{ list: { id: string; role: string }[] }>('Mailbox/get', { properties: ['role'] });
  const junk = boxes.list.find(({ role }) => role === 'junk')?.id ?? '';
  const emails = await call<{ list: { id: string; subject: string }[] }>('Email/get', {
    ids: (await call<{ ids: string[] }>('Email/query', {})).ids,
    properties: ['subject'],
  });
  const bad = new Set(spam.map(({ subject }) => subject));
  const isBad = (subject: string) => bad.has(subject);
  const update = Object.fromEntries(
    emails.list.map((email) => [
      email.id,
      isBad(email.subject) ? { mailboxIds: { [junk]: true } } : { 'keywords/$seen': true },
    ]),
  );
  const { notUpdated } = await call<{ notUpdated: object | null }>('Email/set', { update });
  assert.equal(notUpdated, null);
  await learned(id);
  await judge(bob, id);
});

/** Returns the uids of the spam in INBOX; messages are told by their text, because they may be filed in another order than they came. */
async function spamUids(session: ImapSession): Promise<number[]> {
  const bad = new Set(spam.map(rawOf).map((raw) => raw.slice(raw.indexOf('\r\n\r\n'))));
  const uids = await session.search('ALL');
  const found: number[] = [];
  for (const uid of uids) {
    const [text = Buffer.alloc(0)] = await session.octets(uid, ['BODY.PEEK[TEXT]']);
    if (bad.has(`\r\n\r\n${text}`)) found.push(uid);
  }
  return found;
}
