import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Wire } from '@postroom/testkit';
import { PASSWORD, startPop3 } from '../../../services/pop3-access/testing.ts';

// Only we write to the database, but a disk, a restored copy or somebody in psql may have changed it.

const pop3 = await startPop3();
const server = await pop3.listen();
after(() => pop3[Symbol.asyncDispose]());
const { pool } = pop3.store;
const OF_SECOND = `(select m.blob_id from messages m join mailbox_entries e on e.account_id = m.account_id and e.message_id = m.id
  where m.account_id = $1 and e.uid = 2)`;

const damages: readonly [name: string, sql: string][] = [
  ['a missing blob', `delete from blobs where id = ${OF_SECOND}`],
  [
    'a missing message row',
    'delete from messages where account_id = $1 and id = (select message_id from mailbox_entries where account_id = $1 and uid = 2)',
  ],
];

for (const [name, sql] of damages) {
  test(`${name}: RETR and TOP get -ERR, and the session goes on with the other messages`, async () => {
    const account = await pop3.account();
    await pop3.file(account, ...[1, 2, 3].map((n) => `Subject: ${account.id} ${n}\r\n\r\nbody ${n}\r\n`));
    await pool.query(sql, [account.id]);
    await using wire = await Wire.connect({ port: server.address.port });
    await wire.expect(/^\+OK/);
    await wire.ask(`USER ${account.address}`, /^\+OK/);
    await wire.ask(`PASS ${PASSWORD}`, /^\+OK 3 messages/);
    for (const command of ['RETR 2', 'TOP 2 1', 'RETR 2']) await wire.ask(command, /^-ERR /);
    for (const number of [1, 3]) {
      await wire.ask(`RETR ${number}`, /^\+OK/);
      assert.deepEqual((await wire.until(/^\.$/)).slice(-2), [`body ${number}`, '.']);
    }
    await wire.ask('UIDL 2', /^\+OK 2 /);
    await wire.ask('DELE 1', /^\+OK/);
    await wire.ask('QUIT', /^\+OK/);
    await wire.closed();
    assert.equal((await pool.query('select 1 from mailbox_entries where account_id = $1', [account.id])).rowCount, 2);
  });
}
