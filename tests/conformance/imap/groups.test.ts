import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { addGroup } from '@postroom/directory';
import { enterGroup, leaveGroup, removeGroup } from '@postroom/joining';
import { createMailbox } from '@postroom/mailbox';
import type { Wire } from '@postroom/testkit';
import { message, testServer } from './server.ts';

const server = await testServer();
after(async () => {
  await server[Symbol.asyncDispose]();
  assert.deepEqual(server.errors, []);
});

let fixtures = 0;

/** Makes Anna, who has a message in Team; Ben, who is in a group; and Carla, who is not. */
async function fixture() {
  fixtures += 1;
  const [anna, ben, carla] = [
    `anna${fixtures}@postroom.test`,
    `ben${fixtures}@postroom.test`,
    `carla${fixtures}@postroom.test`,
  ];
  const owner = await server.account(anna);
  for (const each of [ben, carla]) await server.account(each);
  await createMailbox(server.store, owner, 'Team');
  await server.deliver(owner, 'Team', message(1));
  const group = `sales${fixtures}@postroom.test`;
  await addGroup(server.store.pool, group, 'Sales');
  await enterGroup(server.store, group, ben, false);
  return { anna, ben, carla, owner, group, name: `"Other Users/${anna}/Team"` };
}

/** Returns all lines of the response, the tagged one last and without its tag. */
async function say(wire: Wire, command: string): Promise<string[]> {
  await wire.line(`t ${command}`);
  return (await wire.until(/^t /)).map((line) => line.replace(/^t /, ''));
}

const last = async (wire: Wire, command: string): Promise<string> => (await say(wire, command)).at(-1) ?? '';

test('a member of a group has the rights given to the group in addition to their own', async () => {
  const { anna, ben, carla, group, name } = await fixture();
  await using mine = await server.login(anna);
  await using his = await server.login(ben);
  await using hers = await server.login(carla);
  assert.match(await last(mine, `SETACL Team group:${group} lrs`), /^OK/);
  assert.match(await last(mine, `SETACL Team ${ben} lw`), /^OK/);
  assert.equal(
    (await say(mine, 'GETACL Team'))[0],
    `* ACL Team "${anna}" lrswipkxtea0cd "${ben}" lw "group:${group}" lrs`,
  );
  assert.equal((await say(his, `MYRIGHTS ${name}`))[0], `* MYRIGHTS ${name} lrsw`);
  assert.match(await last(his, `SELECT ${name}`), /^OK \[READ-WRITE\]/);
  assert.match(await last(hers, `SELECT ${name}`), /^NO \[NONEXISTENT\]/);
  assert.match(await last(mine, `SETACL Team group:${group.split('@')[0]} +t`), /^OK/, 'the domain may be left out');
  assert.equal((await say(his, `MYRIGHTS ${name}`)).at(-2), `* MYRIGHTS ${name} lrswtd`);
  assert.equal(
    (await say(mine, `LISTRIGHTS Team group:${group}`))[0],
    `* LISTRIGHTS Team "group:${group}" "" l r s w i k x0 t e a c d`,
  );
  assert.match(await last(mine, `DELETEACL Team group:${group}`), /^OK/);
  assert.match((await say(his, 'NOOP')).join('\n'), /^\* BYE/, 'lw is left, and no r');
  for (const identifier of ['group:', 'group:@', '-group:x'])
    assert.match(await last(mine, `SETACL Team "${identifier}" lr`), /^NO \[CANNOT\]/, identifier);
  for (const identifier of [`group:${ben}`, group, 'group:nobody'])
    assert.match(await last(mine, `SETACL Team ${identifier} lr`), /^NO \[NONEXISTENT\]/, identifier);
});

test('a new group member can read at the next command, and a removed member is disconnected while idle', async () => {
  const { anna, carla, group, name } = await fixture();
  await using mine = await server.login(anna);
  await using hers = await server.login(carla);
  await say(mine, `SETACL Team group:${group} lr`);
  assert.match(await last(hers, `SELECT ${name}`), /^NO \[NONEXISTENT\]/);
  await enterGroup(server.store, group, carla, false);
  assert.match(await last(hers, `SELECT ${name}`), /^OK/);
  assert.deepEqual(await say(hers, 'LSUB "" "Other*"'), [`* LSUB () "/" ${name}`, 'OK LSUB completed']);
  await hers.ask('i IDLE', /^\+/);
  await leaveGroup(server.store, group, carla);
  await hers.expect(/^\* BYE The selected mailbox is not shared with you any more/);
  await hers.closed();
});

test('members of a group are notified of new mail in a mailbox shared with the group', async () => {
  const { anna, ben, owner, group, name } = await fixture();
  await using mine = await server.login(anna);
  await using his = await server.login(ben);
  await say(mine, `SETACL Team group:${group} lr`);
  await say(his, `SELECT ${name}`);
  await his.ask('i IDLE', /^\+/);
  await server.deliver(owner, 'Team', message(2));
  await his.expect(/^\* 2 EXISTS/);
  await his.expect(/RECENT/);
  await removeGroup(server.store, group);
  await his.expect(/^\* BYE/);
  assert.equal((await say(mine, 'GETACL Team'))[0], `* ACL Team "${anna}" lrswipkxtea0cd`);
});
