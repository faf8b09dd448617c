import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { message, testServer } from './server.ts';

// Only we write to the database, but a disk, a restored copy or somebody in psql may have changed it.

const server = await testServer();
after(() => server[Symbol.asyncDispose]());
const { pool } = server.store;
/** FETCH refuses a message whose octets are gone. */
const REFUSED = /^\w NO \[(SERVERBUG|EXPUNGEISSUED)\] /;

const damages: readonly [name: string, sql: string, item: string][] = [
  [
    'parts that are not JSON',
    "update messages set parts = '{\"type' where account_id = $1 and id = $2",
    'BODY.PEEK[1]',
  ],
  ['parts that are other JSON', "update messages set parts = 'null' where account_id = $1 and id = $2", 'BODY'],
  ['an empty envelope', "update messages set envelope = '' where account_id = $1 and id = $2", 'ENVELOPE'],
  [
    'half a structure',
    'update messages set body_structure = \'("text"\' where account_id = $1 and id = $2',
    'BODYSTRUCTURE',
  ],
  [
    'a missing blob',
    'delete from blobs where id = (select blob_id from messages where account_id = $1 and id = $2)',
    'BODY.PEEK[]',
  ],
];

for (const [at, [name, sql, item]] of damages.entries()) {
  test(`${name}: the command gets NO without a partial response, and the session goes on`, async () => {
    const address = `user${at}@postroom.test`;
    const id = await server.account(address);
    for (let n = 1; n <= 3; n++) await server.deliver(id, 'INBOX', message(10 * at + n));
    const { rows } = await pool.query<{ id: number }>('select id from messages where account_id = $1 order by id', [
      id,
    ]);
    await pool.query(sql, [id, rows[1]?.id]);
    const wire = await server.login(address);
    await wire.line('a SELECT INBOX');
    await wire.until(/^a OK/);
    for (const [tag, items] of [
      ['b', item],
      ['c', `(FLAGS ${item})`],
      ['d', `(UID ${item} RFC822.SIZE)`],
    ]) {
      await wire.line(`${tag} FETCH 2 ${items}`);
      const lines = await wire.until(new RegExp(`^${tag} `));
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0] as string, REFUSED);
    }
    await wire.line(`e FETCH 1:3 ${item}`);
    const all = await wire.until(/^e /);
    assert.match(all.at(-1) as string, REFUSED);
    assert.ok(!all.some((line) => line.startsWith('* 2 ')), all.join('\n'));
    for (const number of [1, 3]) {
      await wire.line(`f FETCH ${number} ${item}`);
      const lines = await wire.until(/^f /);
      assert.ok(lines[0]?.startsWith(`* ${number} FETCH (`) && lines.at(-1)?.startsWith('f OK'), lines.join('\n'));
    }
    await wire.ask('g STORE 2 +FLAGS (\\Seen)', /^\* 2 FETCH/);
    await wire.until(/^g OK/);
    await wire.line('h FETCH 1:3 (FLAGS UID)');
    assert.equal((await wire.until(/^h OK/)).length, 4);
    wire.close();
    assert.ok(server.errors.length > 0, 'the operator reads of it');
  });
}
