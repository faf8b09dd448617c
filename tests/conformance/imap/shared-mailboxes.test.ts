import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { transaction } from '@postroom/database';
import { setQuota } from '@postroom/directory';
import { createMailbox, findMailbox, type MailboxRef, renameMailbox, shareMailbox } from '@postroom/mailbox';
import type { Wire } from '@postroom/testkit';
import { type Rights, readRights } from '@postroom/types';
import { eventually } from '../../support/eventually.ts';
import { message, testServer } from './server.ts';

const server = await testServer();
after(async () => {
  await server[Symbol.asyncDispose]();
  assert.deepEqual(server.errors, []);
});

let pairs = 0;

/** Makes Anna, who has two messages in Team and shares it with Ben, but not Team/Inner and Private. */
async function pair(letters: string) {
  pairs += 1;
  const anna = { address: `anna${pairs}@postroom.test`, id: 0 };
  const ben = { address: `ben${pairs}@postroom.test`, id: 0 };
  for (const one of [anna, ben]) one.id = await server.account(one.address);
  const team = await createMailbox(server.store, anna.id, 'Team');
  for (const name of ['Team/Inner', 'Private']) await createMailbox(server.store, anna.id, name);
  for (const n of [1, 2]) await server.deliver(anna.id, 'Team', message(n));
  await server.deliver(anna.id, 'Private', message(3));
  const share = (mailbox: MailboxRef, rights: string | null) => {
    const grants = new Map<number, Rights | null>([[ben.id, rights === null ? null : readRights(rights)]]);
    return shareMailbox(server.store, mailbox, grants, false, async () => {});
  };
  await share(team, letters);
  const others = `Other Users/${anna.address}`;
  return { anna, ben, team, share, others, name: `"${others}/Team"` };
}

/** Returns all lines of the response, the tagged one last and without its tag. */
async function say(wire: Wire, command: string): Promise<string[]> {
  await wire.line(`t ${command}`);
  return (await wire.until(/^t /)).map((line) => line.replace(/^t /, ''));
}

const last = async (wire: Wire, command: string): Promise<string> => (await say(wire, command)).at(-1) ?? '';

test("shared mailboxes are listed below their owner, and the owner's other mailboxes are not", async () => {
  const { ben, others } = await pair('lr');
  await using wire = await server.login(ben.address);
  assert.equal((await say(wire, 'NAMESPACE'))[0], '* NAMESPACE (("" "/")) (("Other Users/" "/")) NIL');
  assert.deepEqual(
    (await say(wire, 'LIST "" *')).filter((line) => line.includes('Other Users')),
    [
      `* LIST (\\HasNoChildren) "/" "${others}/Team"`,
      `* LIST (\\Noselect \\HasChildren) "/" "${others}"`,
      `* LIST (\\Noselect \\HasChildren) "/" "Other Users"`,
    ],
  );
  assert.equal((await say(wire, `LIST "" "${others}/%"`)).length, 2);
  assert.deepEqual(await say(wire, `LSUB "" "Other*"`), [`* LSUB () "/" "${others}/Team"`, 'OK LSUB completed']);
  assert.equal(await last(wire, `UNSUBSCRIBE "${others}/Team"`), 'OK UNSUBSCRIBE completed');
  assert.deepEqual(await say(wire, `LSUB "" "Other*"`), ['OK LSUB completed']);
  for (const name of ['Private', 'INBOX', 'Team/Inner', 'Nothing'])
    for (const command of ['SELECT', 'STATUS', 'DELETE', 'GETQUOTAROOT']) {
      const items = command === 'STATUS' ? ' (MESSAGES)' : '';
      const answer = await last(wire, `${command} "${others}/${name}"${items}`);
      assert.match(answer, /^NO \[NONEXISTENT\] No such mailbox$/, `${command} ${name}`);
    }
  assert.match(await last(wire, `APPEND "${others}/Private" {1+}\r\nx`), /^NO \[TRYCREATE\]/);
});

test('a user with read rights only can read, and reading changes nothing', async () => {
  const { ben, name } = await pair('lr');
  await using wire = await server.login(ben.address);
  const selected = await say(wire, `SELECT ${name}`);
  assert.ok(selected.includes('* 2 EXISTS'));
  assert.ok(selected.includes('* OK [PERMANENTFLAGS ()] Flags that are kept'));
  assert.equal(selected.at(-1), 'OK [READ-ONLY] SELECT completed');
  assert.match((await say(wire, 'FETCH 1 BODY[TEXT]')).join('\n'), /This is message 1/);
  assert.deepEqual(await say(wire, 'SEARCH UNSEEN'), ['* SEARCH 1 2', 'OK SEARCH completed']);
  for (const command of [
    'STORE 1 +FLAGS (\\Seen)',
    'STORE 1 +FLAGS (\\Deleted)',
    'STORE 1 +FLAGS (x)',
    'EXPUNGE',
    `COPY 1 ${name}`,
    `MOVE 1 ${name}`,
    `DELETE ${name}`,
    `RENAME ${name} ${name.replace('Team', 'Other')}`,
    `CREATE ${name.replace('Team', 'Team/New')}`,
    `CREATE ${name.replace('Team', 'New')}`,
    `APPEND ${name} {1+}\r\nx`,
  ])
    assert.match(await last(wire, command), /^NO \[NOPERM\]/, command);
  assert.equal(await last(wire, 'CLOSE'), 'OK CLOSE completed');
});

test('each right allows what it says', async () => {
  const { anna, ben, name, others, share, team } = await pair('lri');
  await using wire = await server.login(ben.address);
  assert.match(await last(wire, `APPEND ${name} (\\Seen) {5+}\r\na: b\n`), /^OK \[APPENDUID/);
  assert.equal(await last(wire, `SELECT ${name}`), 'OK [READ-WRITE] SELECT completed');
  assert.deepEqual(await say(wire, 'SEARCH SEEN'), ['* SEARCH', 'OK SEARCH completed'], 's is not among them');
  await share(team, 'lrs');
  assert.ok((await say(wire, 'NOOP')).includes('* OK [PERMANENTFLAGS (\\Seen)] Flags that are kept'));
  assert.match((await say(wire, 'FETCH 1 BODY[TEXT]')).join('\n'), /FLAGS \(\\Seen \\Recent\)/);
  assert.match(await last(wire, 'STORE 1 +FLAGS (\\Flagged)'), /^NO \[NOPERM\]/);
  await share(team, 'lrwte');
  assert.match(await last(wire, 'STORE 1 +FLAGS (\\Flagged \\Deleted)'), /^OK/);
  assert.deepEqual(await say(wire, 'EXPUNGE'), ['* 1 EXPUNGE', 'OK EXPUNGE completed']);
  await share(team, 'lrkx0');
  assert.match(await last(wire, `CREATE "${others}/Team/New"`), /^OK/);
  assert.equal(await last(wire, `CREATE "${others}/Team/Inner"`), 'NO [NOPERM] You have no right to do this');
  assert.match(await last(wire, `RENAME "${others}/Team/New" "${others}/Team/Newer"`), /^OK/);
  assert.match(await last(wire, `RENAME "${others}/Team/Newer" Mine`), /^NO \[CANNOT\]/);
  assert.match(await last(wire, `RENAME Archive "${others}/Team/Mine"`), /^NO \[CANNOT\]/);
  assert.match(await last(wire, `DELETE "${others}/Team"`), /^NO \[NOPERM\]/, 'there are messages in it');
  assert.match(await last(wire, `DELETE "${others}/Team/Newer"`), /^OK/);
  await assert.rejects(findMailbox(server.store.pool, anna.id, 'Team/Newer'));
});

test('a user with only the insert right sees nothing', async () => {
  const { ben, name } = await pair('i');
  await using wire = await server.login(ben.address);
  assert.equal((await say(wire, 'NAMESPACE'))[0], '* NAMESPACE (("" "/")) (("Other Users/" "/")) NIL');
  assert.deepEqual(
    (await say(wire, 'LIST "" *')).filter((line) => line.includes('Other Users')),
    [],
  );
  assert.match(await last(wire, `SELECT ${name}`), /^NO \[NONEXISTENT\]/);
  assert.match(await last(wire, `APPEND ${name} {5+}\r\na: b\n`), /^OK/);
});

test("owner and reader are notified of changes while idle, and removing a right ends the reader's session", async () => {
  const { anna, ben, name, team, share } = await pair('lrswi');
  await using mine = await server.login(anna.address);
  await using his = await server.login(ben.address);
  await say(mine, 'SELECT Team');
  await say(his, `SELECT ${name}`);
  await his.ask('i IDLE', /^\+/);
  await say(mine, 'STORE 1 +FLAGS (\\Flagged)');
  await his.expect(/^\* 1 FETCH .*\\Flagged/);
  await server.deliver(anna.id, 'Team', message(4));
  await his.expect(/^\* 3 EXISTS/);
  await his.expect(/RECENT/);
  await his.line('DONE');
  await his.expect(/^i OK/);
  await say(mine, 'NOOP');
  await mine.ask('i IDLE', /^\+/);
  await say(his, 'STORE 2 +FLAGS (\\Answered)');
  await mine.expect(/^\* 2 FETCH .*\\Answered/);
  await his.ask('j IDLE', /^\+/);
  await share(team, null);
  await his.expect(/^\* BYE The selected mailbox is not shared with you any more/);
  await his.closed();
});

test('a removed right is gone at the next command', async () => {
  const { ben, name, team, share } = await pair('lrs');
  await using wire = await server.login(ben.address);
  await say(wire, `SELECT ${name}`);
  await share(team, 'l');
  const answer = await say(wire, 'FETCH 1 BODY[]');
  assert.match(answer.join('\n'), /^\* BYE .*\nNO \[NOPERM\]/);
  await wire.closed();
});

test('mail moves between accounts in both directions and counts towards the quota of the account that holds it', async () => {
  const { anna, ben, name, team, share } = await pair('lrswite');
  await using mine = await server.login(anna.address);
  await using his = await server.login(ben.address);
  await say(his, `SELECT ${name}`);
  await say(his, 'STORE 1 +FLAGS (\\Flagged Blue)');
  assert.match(await last(his, 'COPY 1:2 INBOX'), /^OK \[COPYUID \d+ 1:2 1:2\]/);
  assert.match((await say(his, 'UID MOVE 2 Archive')).join('\n'), /COPYUID \d+ 2 1\] Moved\n\* 2 EXPUNGE\nOK/);
  await say(his, 'SELECT INBOX');
  assert.match((await say(his, 'FETCH 1 (FLAGS BODY[TEXT])')).join('\n'), /\\Flagged.* Blue[\s\S]*This is message 1\./);
  assert.match(await last(his, `MOVE 2 ${name}`), /^OK/);
  assert.deepEqual(await say(mine, 'STATUS Team (MESSAGES)'), ['* STATUS Team (MESSAGES 2)', 'OK STATUS completed']);
  await say(mine, 'SELECT Team');
  assert.match((await say(mine, 'FETCH 2 BODY[TEXT]')).join('\n'), /message 2/);
  await setQuota(server.store.pool, anna.address, 1);
  assert.match(await last(his, `COPY 1 ${name}`), /^NO \[OVERQUOTA\]/);
  await share(team, 'lri');
  await say(his, `SELECT ${name}`);
  assert.match(await last(his, 'MOVE 1 INBOX'), /^NO \[NOPERM\]/);
  assert.match(await last(his, 'COPY 1 INBOX'), /^OK/);
});

test('a command on a shared mailbox never affects another mailbox that gets its name at that moment', async () => {
  const { anna, ben, team, share, others, name } = await pair('lrkxte0');
  const { pool } = server.store;
  const moved = `"${others}/Moved"`;
  for (const [command, answer] of [
    [`DELETE ${name}`, /^NO \[NONEXISTENT\]/],
    [`RENAME ${name} ${moved}`, /^NO \[NONEXISTENT\]/],
    [`CREATE "${others}/Team/Below"`, /^NO \[NONEXISTENT\]/],
  ] as const) {
    await share(team, 'lrkxte0');
    await using his = await server.login(ben.address);
    await transaction(pool, async (tx) => {
      await tx.query('select 1 from account_state where account_id = $1 for update', [anna.id]);
      await his.line(`t ${command}`);
      await eventually(`${command} waits for Anna`, async () => {
        const { rowCount } = await pool.query(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return rowCount !== 0;
      });
      for (const [from, to] of [
        ['Team', 'Away'],
        ['Private', 'Team'],
      ])
        await tx.query('update mailboxes set name = $3 where account_id = $1 and name = $2', [anna.id, from, to]);
    });
    assert.match((await his.readLine()).replace(/^t /, ''), answer, command);
    const there = await findMailbox(pool, anna.id, 'Team');
    assert.equal(there.messageCount, 1, 'what was Private is there, as it was');
    await assert.rejects(findMailbox(pool, anna.id, 'Team/Below'));
    await renameMailbox(server.store, anna.id, { from: 'Team', to: 'Private' });
    await renameMailbox(server.store, anna.id, { from: 'Away', to: 'Team' });
  }
});

test('two users who share with each other can move mail in both directions at once without loss', async () => {
  const { anna, ben, others, name } = await pair('lrswite');
  await using mine = await server.login(anna.address);
  await using his = await server.login(ben.address);
  await createMailbox(server.store, ben.id, 'Club');
  for (let n = 10; n < 30; n++) await server.deliver(ben.id, 'Club', message(n));
  for (let n = 30; n < 48; n++) await server.deliver(anna.id, 'Team', message(n));
  assert.match(await last(his, `SETACL Club ${anna.address} lrswite`), /^OK/);
  const club = `"Other Users/${ben.address}/Club"`;
  const lists = await say(mine, 'LIST "" "*" RETURN (STATUS (MESSAGES))');
  assert.ok(lists.includes(`* STATUS ${club} (MESSAGES 20)`));
  assert.ok(!lists.some((line) => line.includes(others)), 'what is one’s own is not there once more');
  await say(mine, `SELECT ${club}`);
  await say(his, `SELECT ${name}`);
  const answers = await Promise.all([last(mine, 'UID MOVE 1:10 Team'), last(his, 'UID MOVE 1:10 Club')]);
  assert.deepEqual(
    answers.map((answer) => answer.slice(0, 3)),
    ['OK ', 'OK '],
  );
  for (const [wire, mailbox] of [
    [mine, 'Team'],
    [his, 'Club'],
    [mine, club],
  ] as const)
    assert.deepEqual((await say(wire, `STATUS ${mailbox} (MESSAGES)`))[0], `* STATUS ${mailbox} (MESSAGES 20)`);
});

test('SETACL adds and removes rights by their letters', async () => {
  const { anna, ben, name, others } = await pair('lr');
  const carla = `carla-${anna.address}`;
  await server.account(carla);
  await using mine = await server.login(anna.address);
  await using his = await server.login(ben.address);
  const all = 'lrswipkxtea0cd';
  assert.deepEqual(await say(mine, 'GETACL Team'), [
    `* ACL Team ${quoted(anna.address)} ${all} ${quoted(ben.address)} lr`,
    'OK GETACL completed',
  ]);
  assert.deepEqual(await say(his, `MYRIGHTS ${name}`), [`* MYRIGHTS ${name} lr`, 'OK MYRIGHTS completed']);
  assert.deepEqual(await say(mine, 'MYRIGHTS INBOX'), [`* MYRIGHTS INBOX ${all}`, 'OK MYRIGHTS completed']);
  for (const command of [`GETACL ${name}`, `SETACL ${name} ${ben.address} lrsa`, `DELETEACL ${name} ${ben.address}`])
    assert.match(await last(his, command), /^NO \[NOPERM\]/, command);
  for (const rest of [`MYRIGHTS "${others}/Private"`, `GETACL "${others}/Private"`])
    assert.match(await last(his, rest), /^NO \[NONEXISTENT\]/);
  assert.match(await last(mine, `SETACL Private ${ben.address} lrs`), /^OK/);
  assert.match(
    (await say(his, 'LIST "" "Other*" RETURN (MYRIGHTS)')).join('\n'),
    /Private"\n\* MYRIGHTS .*Private" lrs\n/,
  );
  assert.match(await last(mine, `SETACL Private ${ben.address} +x`), /^OK/);
  assert.match(await last(mine, `SETACL Private ${ben.address} -r`), /^OK/);
  assert.equal((await say(his, `MYRIGHTS "${others}/Private"`))[0], `* MYRIGHTS "${others}/Private" lsx0d`);
  assert.match(await last(mine, `SETACL Private ${ben.address} +p`), /^OK/);
  assert.equal((await say(his, `MYRIGHTS "${others}/Private"`))[0], `* MYRIGHTS "${others}/Private" lsx0d`);
  assert.match(await last(mine, `SETACL Private ${ben.address} a`), /^OK/);
  assert.match(await last(his, `SETACL "${others}/Private" ${carla} lr`), /^OK/, 'who has a may share on');
  assert.match(await last(mine, `DELETEACL Private ${ben.address}`), /^OK/);
  assert.deepEqual(await say(mine, 'GETACL Private'), [
    `* ACL Private ${quoted(anna.address)} ${all} ${quoted(carla)} lr`,
    'OK GETACL completed',
  ]);
  assert.match(await last(his, `MYRIGHTS "${others}/Private"`), /^NO \[NONEXISTENT\]/);
  assert.equal(
    (await say(mine, `LISTRIGHTS Team ${ben.address}`))[0],
    `* LISTRIGHTS Team ${quoted(ben.address)} "" l r s w i k x0 t e a c d`,
  );
  assert.match((await say(mine, `LISTRIGHTS Team ${anna.address}`))[0] ?? '', / lrswipkxtea0cd$/);
  for (const identifier of ['anyone', `-${ben.address}`, anna.address])
    assert.match(await last(mine, `SETACL Team ${identifier} lr`), /^NO \[CANNOT\]/, identifier);
  assert.match(await last(mine, 'SETACL Team nobody@postroom.test lr'), /^NO \[NONEXISTENT\]/);
  assert.match(await last(mine, `SETACL Team ${ben.address} lrZ`), /^BAD/);
});

const quoted = (address: string): string => `"${address}"`;
