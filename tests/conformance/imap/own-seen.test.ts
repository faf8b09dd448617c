import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createMailbox, type MailboxRef, shareMailbox } from '@postroom/mailbox';
import type { Wire } from '@postroom/testkit';
import { readRights } from '@postroom/types';
import { message, testServer } from './server.ts';

const server = await testServer();
const together = await testServer({ sharedSeen: 'all' });
after(async () => {
  for (const each of [server, together]) {
    await each[Symbol.asyncDispose]();
    assert.deepEqual(each.errors, []);
  }
});

/** Makes Anna, who has three messages in Team and shares it with Ben and Carla; she has seen the first message. */
async function fixture(on = server, letters = 'lrswite') {
  const n = `${++fixtures}`;
  const [anna, ben, carla] = [`anna${n}@postroom.test`, `ben${n}@postroom.test`, `carla${n}@postroom.test`];
  const ids = [await on.account(anna), await on.account(ben), await on.account(carla)] as const;
  const team: MailboxRef = await createMailbox(on.store, ids[0], 'Team');
  for (const at of [1, 2, 3]) await on.deliver(ids[0], 'Team', message(at), at === 1 ? SEEN : 0);
  const rights = readRights(letters);
  await shareMailbox(
    on.store,
    team,
    new Map([
      [ids[1], rights],
      [ids[2], rights],
    ]),
    false,
    async () => {},
  );
  return { anna, ben, carla, name: `"Other Users/${anna}/Team"`, others: `Other Users/${anna}` };
}

let fixtures = 0;
const SEEN = 1;

/** Returns all lines of the response, the tagged one last and without its tag. */
async function say(wire: Wire, command: string): Promise<string[]> {
  await wire.line(`t ${command}`);
  return (await wire.until(/^t /)).map((line) => line.replace(/^t /, ''));
}

/** Returns the last line of the response that begins like this, without \\Recent. */
async function line(wire: Wire, command: string, begins: RegExp): Promise<string> {
  const found = (await say(wire, command)).filter((each) => begins.test(each)).at(-1);
  return (found ?? '').replace(/ ?\\Recent/, '').replace(/UID \d+ /, '');
}

const search = (wire: Wire, keys: string): Promise<string> => line(wire, `SEARCH ${keys}`, /^\* SEARCH/);

test('\\Seen set by one reader does not affect the other readers or the owner, and vice versa', async () => {
  const { anna, ben, carla, name } = await fixture();
  await using mine = await server.login(anna);
  await using his = await server.login(ben);
  await using hers = await server.login(carla);
  for (const wire of [his, hers]) {
    const selected = await say(wire, `SELECT ${name}`);
    assert.ok(
      selected.some((line) => line.startsWith('* OK [UNSEEN 1]')),
      selected.join('\n'),
    );
  }
  await say(mine, 'SELECT Team');
  assert.match((await say(his, 'FETCH 2 BODY[TEXT]'))[0] ?? '', /^\* 2 FETCH/);
  await say(his, 'STORE 3 +FLAGS (\\Seen \\Flagged)');
  assert.equal(await search(his, 'SEEN'), '* SEARCH 2 3');
  assert.equal(await search(hers, 'UNSEEN'), '* SEARCH 1 2 3');
  assert.equal(await search(mine, 'UNSEEN'), '* SEARCH 2 3');
  assert.equal(
    await line(hers, 'FETCH 3 (FLAGS)', /^\* \d+ FETCH/),
    '* 3 FETCH (FLAGS (\\Flagged))',
    'other flags are for all',
  );
  assert.equal(await line(his, 'FETCH 1 FLAGS', /^\* \d+ FETCH/), '* 1 FETCH (FLAGS ())');
  const unseen = async (wire: Wire, of: string) =>
    (await say(wire, `STATUS ${of} (MESSAGES UNSEEN)`))
      .find((line) => line.startsWith('* STATUS'))
      ?.replace(/.*\(/, '(');
  await say(his, 'CLOSE');
  await say(hers, 'CLOSE');
  await say(mine, 'CLOSE');
  assert.equal(await unseen(his, name), '(MESSAGES 3 UNSEEN 1)');
  assert.equal(await unseen(hers, name), '(MESSAGES 3 UNSEEN 3)');
  assert.equal(await unseen(mine, 'Team'), '(MESSAGES 3 UNSEEN 2)');
  assert.match((await say(hers, `LIST "" ${name} RETURN (STATUS (UNSEEN))`)).join('\n'), /STATUS .*\(UNSEEN 3\)/);
  await say(his, `SELECT ${name}`);
  await say(his, 'STORE 2:3 -FLAGS.SILENT (\\Seen)');
  assert.equal(await search(his, 'SEEN'), '* SEARCH');
});

test('another session of the same reader is notified of \\Seen, by IDLE and by mod-sequence', async () => {
  const { ben, name } = await fixture();
  await using one = await server.login(ben);
  await using other = await server.login(ben);
  await say(other, `SELECT ${name} (CONDSTORE)`);
  const before = /HIGHESTMODSEQ (\d+)/.exec((await say(one, `SELECT ${name} (CONDSTORE)`)).join('\n'))?.[1];
  await other.ask('i IDLE', /^\+/);
  await say(one, 'STORE 2 +FLAGS.SILENT (\\Seen)');
  await other.expect(/^\* 2 FETCH .*FLAGS \(\\Seen/);
  await other.line('DONE');
  await other.expect(/^i OK/);
  const changed = await say(other, `FETCH 1:* (FLAGS) (CHANGEDSINCE ${before})`);
  assert.equal(changed.length, 2);
  assert.match(changed[0] ?? '', /^\* 2 FETCH .*\\Seen/);
  const refused = await say(one, `STORE 2 (UNCHANGEDSINCE ${before}) -FLAGS (\\Seen)`);
  assert.match(refused.at(-1) ?? '', /\[MODIFIED 2\]/);
});

test("a copy keeps \\Seen for each reader, and a copy to the reader's own mailbox has that reader's \\Seen", async () => {
  const { anna, ben, carla, name, others } = await fixture();
  await using mine = await server.login(anna);
  await using his = await server.login(ben);
  await using hers = await server.login(carla);
  await say(his, `SELECT ${name}`);
  await say(his, 'STORE 2 +FLAGS (\\Seen)');
  await say(his, 'COPY 1:3 INBOX');
  await say(his, `COPY 1:3 ${name}`);
  assert.equal(await search(his, 'SEEN'), '* SEARCH 2 5');
  await say(his, 'SELECT INBOX');
  assert.equal(await search(his, 'SEEN'), '* SEARCH 2');
  await say(hers, `SELECT "${others}/Team"`);
  assert.equal(await search(hers, 'SEEN'), '* SEARCH');
  await say(mine, 'SELECT Team');
  assert.equal(await search(mine, 'SEEN'), '* SEARCH 1 4');
});

test('a message that a reader appends with \\Seen is seen for that reader only', async () => {
  const { anna, ben, name } = await fixture();
  await using mine = await server.login(anna);
  await using his = await server.login(ben);
  assert.match((await say(his, `APPEND ${name} (\\Seen) {5+}\r\na: b\n`)).at(-1) ?? '', /^OK/);
  await say(his, 'SELECT INBOX');
  assert.match((await say(his, 'APPEND INBOX (\\Seen) {5+}\r\na: b\n')).at(-1) ?? '', /^OK/);
  await say(his, 'NOOP');
  assert.match((await say(his, `COPY 1 ${name}`)).at(-1) ?? '', /^OK/);
  await say(his, `SELECT ${name}`);
  assert.equal(await search(his, 'SEEN'), '* SEARCH 4 5');
  await say(mine, 'SELECT Team');
  assert.equal(await search(mine, 'SEEN'), '* SEARCH 1');
  assert.match(await line(mine, 'STATUS Team (UNSEEN)', /^\* STATUS/), /UNSEEN 4\)/);
});

test('a reader without the right to set \\Seen sees messages as unread', async () => {
  const { ben, name } = await fixture(server, 'lr');
  await using his = await server.login(ben);
  await say(his, `SELECT ${name}`);
  assert.match((await say(his, 'STORE 1 +FLAGS (\\Seen)')).at(-1) ?? '', /^NO \[NOPERM\]/);
  await say(his, 'FETCH 1 BODY[TEXT]');
  assert.equal(await search(his, 'SEEN'), '* SEARCH');
});

test('an operator may configure one \\Seen for all readers', async () => {
  const { anna, ben, name } = await fixture(together);
  await using mine = await together.login(anna);
  await using his = await together.login(ben);
  await say(his, `SELECT ${name}`);
  assert.equal(await search(his, 'SEEN'), '* SEARCH 1');
  await say(his, 'STORE 2 +FLAGS (\\Seen)');
  assert.match(await line(mine, 'STATUS Team (UNSEEN)', /^\* STATUS/), /UNSEEN 1\)/);
});
