import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPool } from '@postroom/database';
import { done, platform, postroom } from './platform.testing.ts';

test('joining: the policy of a domain, invitations and applications can be managed', async () => {
  await done(['domain', 'add', 'club.test', '--postmaster', 'ops@elsewhere.example']);
  assert.match(await done(['domain', 'joining', 'club.test']), /^joining {3}closed: nobody\n/);
  assert.match(
    await done(['domain', 'joining', 'club.test', 'invitation', '--quota', '2G', '--reserve', 'treasurer', 'chair']),
    /^joining {3}invitation: [\s\S]*\nquota {5}2G\nreserved {2}treasurer, chair\n$/,
  );
  assert.match(await done(['domain', 'joining', 'club.test', '--release', 'chair']), /invitation[\s\S]*treasurer\n$/);
  const nobody = await postroom(['domain', 'joining', 'example.test', 'open']);
  assert.equal(nobody.code, 1);
  assert.match(nobody.stderr, /postmaster@example\.test first/);
  assert.equal((await postroom(['domain', 'postmaster', 'club.test'])).code, 1);

  const made = await done(['invitation', 'make', 'club.test', '--uses', '3', '--note', 'choir']);
  assert.match(made, /^(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\ngood 3 times until \d{4}[^\n]* of the page\n$/);
  // The command warns about a code that nobody is asked for.
  assert.match(
    await done(['invitation', 'make', 'example.test']),
    /\nbut example\.test is not joined by invitation, nobody joins it now: postroom domain joining example\.test invitation\n$/,
  );
  await done(['invitation', 'revoke', '2']);
  const listed = await done(['invitation', 'list', '--domain', 'club.test']);
  assert.match(listed, /^ID {2}DOMAIN +USED {2}UNTIL .*NOTE\n +\d+ {2}club\.test {2}0 of 3 {2}.* choir\n$/);
  assert.ok(!listed.includes(made.slice(0, 19)));
  const id = /^ *(\d+)/m.exec(listed.split('\n')[1] ?? '')?.[1] as string;
  await done(['invitation', 'revoke', id]);
  assert.equal(await done(['invitation', 'list']), 'no invitations\n');

  assert.equal(await done(['application', 'list']), 'no applications\n');
  const pool = openPool({ url: platform.settings.databaseUrl, name: 'test', max: 1 });
  for (const name of ['ann', 'ben'])
    await pool.query(
      `insert into join_applications (domain, address, display_name, password_hash, language, reason, network, token_hash)
       values ('club.test', $1, 'Ann', 'x', 'en', $2, '192.0.2.0/24', $3)`,
      [`${name}@club.test`, 'I sing\n\u001b[31m', Buffer.from(name)],
    );
  await pool.end();
  const waiting = JSON.parse(await done(['--json', 'application', 'list']));
  assert.deepEqual(
    waiting.map(({ address, reason, passwordHash }: Record<string, unknown>) => [address, reason, passwordHash]),
    ['ann', 'ben'].map((name) => [`${name}@club.test`, 'I sing\n\u001b[31m', undefined]),
  );
  assert.ok(!(await done(['application', 'list'])).includes('\u001b'));
  const [ann, ben] = waiting.map((each: { id: number }) => String(each.id));
  assert.equal(await done(['application', 'approve', ann, '--word', 'Welcome']), 'account ann@club.test added\n');
  assert.equal(await done(['application', 'refuse', ben]), 'application for ben@club.test refused\n');
  assert.match((await postroom(['application', 'approve', ben])).stderr, /is already refused/);
  assert.equal((await postroom(['application', 'approve', 'x'])).code, 1);
  assert.match(await done(['account', 'show', 'ann@club.test']), /messages {2}1\n[\s\S]*quota {5}2G/);
  assert.match(
    await done(['application', 'list', '--state', 'all']),
    /ann@club\.test[^\n]*approved[\s\S]*ben@club\.test[^\n]*refused/,
  );
});
