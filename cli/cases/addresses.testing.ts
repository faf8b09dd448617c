import assert from 'node:assert/strict';
import { test } from 'node:test';
import { done, lines, postroom } from './platform.testing.ts';

test('aliases can be added, shown and removed', async () => {
  const add = ['alias', 'add', 'sales@example.test'];
  const leads = 'alias sales@example.test leads to alice@example.test, bob@else.example\n';
  assert.equal(await done([...add, 'alice@example.test', 'bob@else.example']), leads);
  assert.match(
    await done(['alias', 'add', 'desk@example.test', 'alice@example.test', 'nobody@example.test']),
    /^nobody has nobody@example\.test: until somebody has it/m,
  );
  await done(['alias', 'remove', 'desk@example.test']);
  await done(['alias', 'add', '@example.test', 'alice@example.test']);
  const again = await postroom([...add, 'carol@else.example']);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /leads to alice@example\.test, bob@else\.example already; see --replace/);
  await done([...add, 'carol@else.example', '--replace']);
  assert.deepEqual(lines(await done(['alias', 'list'])), [
    'ALIAS               TARGETS',
    '@example.test       alice@example.test',
    'sales@example.test  carol@else.example',
  ]);
  await done(['alias', 'remove', '@example.test']);
  assert.equal(JSON.parse(await done(['alias', 'list', '--json'])).length, 1);
  assert.equal((await postroom(['alias', 'add', 'sales@example.test'])).code, 2);
});

test('groups can be added, changed and removed', async () => {
  for (const name of ['dora', 'emil']) await done(['account', 'add', `${name}@example.test`], 'correct horse');
  const team = 'team@example.test';
  assert.match(await done(['group', 'list']), /^no groups/);
  assert.equal(await done(['group', 'add', team, '--name', 'The Team']), 'group team@example.test added\n');
  assert.equal(
    await done(['group', 'member', 'add', team, 'emil@example.test', 'dora@example.test']),
    'emil@example.test, dora@example.test added to team@example.test\n',
  );
  assert.deepEqual(lines(await done(['group', 'list', '--domain', 'example.test'])), [
    'GROUP              NAME      MEMBERS',
    'team@example.test  The Team        2',
  ]);
  assert.match(await done(['group', 'show', team]), /members +dora@example\.test, emil@example\.test\n$/);
  await done(['group', 'member', 'remove', team, 'dora@example.test']);
  const { members } = JSON.parse(await done(['group', 'show', team, '--json']));
  assert.deepEqual(members, ['emil@example.test']);
  const twice = await postroom(['group', 'member', 'remove', team, 'dora@example.test']);
  assert.deepEqual([twice.code, twice.stderr], [1, 'postroom: dora@example.test is not in team@example.test\n']);
  assert.equal((await postroom(['group', 'add', 'dora@example.test'])).code, 1);
  assert.equal(await done(['group', 'remove', team]), 'group team@example.test removed\n');
  assert.equal((await postroom(['group', 'show', team])).code, 1);
});
