import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { transaction } from '@postroom/database';
import { addDomain, addGroup, insertAccount, MAX_MEMBERS, removeDomain } from '@postroom/directory';
import { createMailbox, type MailboxRef, provisionAccount, rightsNow, shareMailbox } from '@postroom/mailbox';
import { testDatabase } from '@postroom/testkit';
import { formatRights, readRights } from '@postroom/types';
import { enterGroup, leaveGroup, removeAccount, removeGroup } from './index.ts';

await using stack = new AsyncDisposableStack();
const { pool } = stack.use(await testDatabase());
const kept = stack.move();
after(() => kept.disposeAsync());
const told: number[] = [];
const store = {
  pool,
  objects: undefined,
  announce: ({ accountId }: { accountId: number }) => void told.push(accountId),
};
for (const name of ['one.test', 'two.test']) await addDomain(pool, name);

async function account(address: string): Promise<number> {
  return transaction(pool, async (tx) => {
    const id = await insertAccount(tx, { address, password: 'correct horse' });
    await provisionAccount(tx, id);
    return id;
  });
}

let names = 0;

/** Creates a mailbox, an empty group, and people with whom nothing is shared. */
async function fixture() {
  names += 1;
  const owner = await account(`owner${names}@one.test`);
  const address = `ben${names}@one.test`;
  const ben = await account(address);
  const group = await addGroup(pool, `group${names}@one.test`);
  const team = await createMailbox(store, owner, 'Team');
  return { owner, ben, address, group, team };
}

const give = (mailbox: MailboxRef, id: number, letters: string | null) =>
  shareMailbox(store, mailbox, new Map([[id, letters === null ? null : readRights(letters)]]), false, async () => {});

const has = async (id: number, mailbox: MailboxRef) => formatRights(await rightsNow(pool, id, mailbox));

async function rows(mailbox: MailboxRef): Promise<number> {
  const { rowCount } = await pool.query('select 1 from mailbox_shares where account_id = $1 and mailbox_id = $2', [
    ...[mailbox.accountId, mailbox.mailboxId],
  ]);
  return rowCount ?? 0;
}

test('the rights of a user are their own and those of all groups, in whatever order they change', async () => {
  const { ben, address, group, team } = await fixture();
  const other = await addGroup(pool, `other${names}@one.test`);
  await give(team, ben, 'l');
  await give(team, group.id, 'lr');
  assert.equal(await has(ben, team), 'l');
  await enterGroup(store, group.address, address, false);
  await enterGroup(store, group.address, address, false);
  assert.equal(await has(ben, team), 'lr');
  await enterGroup(store, other.address, address, false);
  await give(team, other.id, 'ls');
  await give(team, ben, 'lw');
  assert.equal(await has(ben, team), 'lrsw');
  await give(team, group.id, 'lt');
  await give(team, ben, null);
  assert.equal(await has(ben, team), 'lst');
  await leaveGroup(store, other.address, address);
  assert.equal(await has(ben, team), 'lt');
  await give(team, ben, 'lr');
  await removeGroup(store, group.address);
  assert.equal(await has(ben, team), 'lr');
  await give(team, ben, null);
  await removeGroup(store, other.address);
  assert.equal(await rows(team), 0);
});

test('after simultaneous changes by owner and operator nobody keeps rights that were not given', async () => {
  const { ben, address, group, team } = await fixture();
  for (let round = 0; round < 20; round += 1) {
    await Promise.all([
      give(team, group.id, round % 2 ? 'lr' : null),
      round % 3
        ? enterGroup(store, group.address, address, false)
        : leaveGroup(store, group.address, address).catch(() => {}),
      give(team, ben, round % 5 ? null : 'ls'),
    ]);
    const isIn = (await pool.query('select 1 from group_members where account_id = $1', [ben])).rowCount === 1;
    const wanted = (isIn && round % 2 ? 'lr' : '') + (round % 5 ? '' : 'ls');
    assert.equal(await has(ben, team), [...new Set(wanted)].sort().join(''), `round ${round}`);
  }
});

test("a mailbox created below a group's mailbox is shared with the group, and unshared when the group is removed", async () => {
  const { owner, ben, address, group, team } = await fixture();
  await enterGroup(store, group.address, address, false);
  await give(team, group.id, 'lrk');
  const inner = await createMailbox(store, owner, 'Team/Inner', null, { ...team, rights: readRights('lrk') });
  assert.equal(await has(ben, inner), 'klr');
  told.length = 0;
  await removeGroup(store, group.address);
  assert.deepEqual([await has(ben, inner), await has(ben, team)], ['', '']);
  assert.deepEqual(told.sort(), [owner, ben].sort());
  await assert.rejects(give(team, group.id, 'lr'), { code: 'not-found' });
});

test('the owner of a mailbox stays its owner when it is shared with a group of theirs', async () => {
  const { owner, group, team } = await fixture();
  await enterGroup(store, group.address, `owner${names}@one.test`, false);
  await give(team, group.id, 'lr');
  assert.equal(await has(owner, team), '');
  assert.equal(await rows(team), 1);
});

test('members of other domains are allowed only where sharing with all is, and removed accounts leave their groups', async () => {
  const { group, team } = await fixture();
  const far = await account(`far${names}@two.test`);
  await assert.rejects(enterGroup(store, group.address, `far${names}@two.test`, false), { code: 'invalid' });
  await enterGroup(store, group.address, `far${names}@two.test`, true);
  await give(team, group.id, 'lr');
  assert.equal(await has(far, team), 'lr');
  await transaction(pool, (tx) => removeAccount(tx, `far${names}@two.test`, 0));
  assert.equal(await rows(team), 1);
  await assert.rejects(leaveGroup(store, group.address, `far${names}@two.test`), { code: 'not-found' });
  await assert.rejects(insertAccount(pool, { address: group.address, password: 'x' }), { code: 'already-exists' });
  await addDomain(pool, 'three.test');
  await addGroup(pool, 'last@three.test');
  await assert.rejects(removeDomain(pool, 'three.test'), { code: 'in-use' });
  await removeGroup(store, 'last@three.test');
  await removeDomain(pool, 'three.test');
});

test('those with whom a removed account shared are told, once for each mailbox', async () => {
  const { ben, address, group, team } = await fixture();
  const eve = await account(`eve${names}@one.test`);
  await enterGroup(store, group.address, address, false);
  await give(team, group.id, 'lr');
  await give(team, eve, 'ls');
  const { others } = await transaction(pool, (tx) => removeAccount(tx, `owner${names}@one.test`, 0));
  assert.deepEqual([...others].sort(), [ben, eve].sort());
  const { rows } = await pool.query(
    `select account_id as id, changed_by_email as by, name, old_rights as before, new_rights as after from share_notifications
     where account_id = any($1) order by account_id`,
    [[ben, eve]],
  );
  const by = { by: `owner${names}@one.test`, name: 'Team', after: null };
  assert.deepEqual(rows, [
    { id: ben, before: 'lr', ...by },
    { id: eve, before: 'ls', ...by },
  ]);
});

test('members of a group and mailboxes shared with it are limited', async () => {
  const { owner, address, group, team } = await fixture();
  await pool.query(
    `with made as (
       insert into accounts (address, domain) select 'many' || n || '@two.test', 'two.test' from generate_series(1, $2::int) n returning id
     ) insert into group_members select $1, id from made`,
    [group.id, MAX_MEMBERS],
  );
  await assert.rejects(enterGroup(store, group.address, address, false), { code: 'limit-reached' });
  await give(team, group.id, 'lr');
  assert.equal(await rows(team), MAX_MEMBERS + 1);
  await pool.query(
    `insert into mailbox_shares (account_id, mailbox_id, grantee_id, rights) select $1, 1000 + n, $2, 'lr' from generate_series(1, 199) n`,
    [owner, group.id],
  );
  const more = await createMailbox(store, owner, 'More');
  await assert.rejects(give(more, group.id, 'lr'), { code: 'limit-reached' });
  assert.equal(await rows(more), 0);
});
