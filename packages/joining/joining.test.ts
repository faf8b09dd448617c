import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { transaction } from '@postroom/database';
import {
  addDomain,
  addGroup,
  applicationOf,
  CLOSED,
  createAuthenticator,
  findAccount,
  hashPassword,
  insertAccount,
  insertHashed,
  type JoinPolicy,
  joinableDomains,
  listApplications,
  listInvitations,
  lockJoinPolicy,
  makeInvitation,
  putAlias,
  removeAlias,
  removeDomain,
  setJoinPolicy,
  setPostmaster,
  setStatus,
  stay,
} from '@postroom/directory';
import { findMailbox, listMailboxes, type MailboxStore, provisionAccount } from '@postroom/mailbox';
import { parsePublicServers } from '@postroom/service';
import { testDatabase } from '@postroom/testkit';
import { isMailError } from '@postroom/types';
import {
  approve,
  type Joining,
  JoinRefused,
  join,
  leave,
  notifyAlmostFull,
  refuse,
  removeAccount,
  removeDeparting,
} from './index.ts';

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const { pool } = stack.use(await testDatabase());
const store: MailboxStore = { pool, objects: undefined, announce: () => {} };
const settings = {
  hostname: 'mail.a.test',
  servers: parsePublicServers('imaps=993,submissions=465', 'mail.a.test'),
  publicUrl: 'https://mail.a.test',
};
const passwordHash = await hashPassword('correct horse battery');
const unexpected = (error: unknown): never => {
  throw error;
};
const LIMITS = { perDomain: 4, perNetwork: 2 };

let made = 0;

/** Adds a new domain with this join policy. */
async function domain(policy: Partial<JoinPolicy>): Promise<string> {
  const name = `d${made++}.test`;
  await addDomain(pool, name, { postmaster: 'ops@elsewhere.example' });
  await transaction(pool, (tx) => setJoinPolicy(tx, name, { ...CLOSED, ...policy }));
  return name;
}

const attempt = (address: string, more: Partial<Joining> = {}) =>
  join(store, settings, LIMITS, {
    address,
    domain: address.split('@')[1] as string,
    displayName: '',
    passwordHash,
    language: 'en',
    code: null,
    reason: '',
    network: '192.0.2.0/24',
    ...more,
  });

const refused = (fault: string) => (error: unknown) => error instanceof JoinRefused && error.fault === fault;

test('a domain is closed to joining until its operator opens it, which needs a postmaster', async () => {
  await assert.rejects(attempt('bob@nowhere.test'), refused('closed'));
  await addDomain(pool, 'plain.test');
  await assert.rejects(attempt('bob@plain.test'), refused('closed'));
  const open = () => transaction(pool, (tx) => setJoinPolicy(tx, 'plain.test', { ...CLOSED, mode: 'open' }));
  await assert.rejects(open(), (error) => isMailError(error, 'cannot'));
  await setPostmaster(pool, 'plain.test', 'ops@elsewhere.example');
  await open();
  await assert.rejects(setPostmaster(pool, 'plain.test', null), (error) => isMailError(error, 'in-use'));
  assert.deepEqual(await attempt('bob@plain.test'), { state: 'joined' });
});

test('a new account has mailboxes, the quota of its domain, and a welcome mail with program settings', async () => {
  const name = await domain({ mode: 'open', quotaBytes: 3 * 1024 ** 3 });
  await attempt(`zoë@${name}`.replace('ë', 'e'), { displayName: 'Zoë Ж' });
  await attempt(`li@${name}`, { language: 'zh' });
  const account = await findAccount(pool, `zoe@${name}`);
  assert.deepEqual([account.quotaBytes, account.displayName, account.messageCount], [3 * 1024 ** 3, 'Zoë Ж', 1]);
  const mailboxes = await listMailboxes(pool, account.id);
  assert.ok(mailboxes.some((each) => each.name === 'Junk'));
  const authenticator = createAuthenticator(pool, {
    begin: async () => 0,
    succeeded: async () => {},
    abandoned: async () => {},
  });
  const login = { login: `zoe@${name}`, password: 'correct horse battery', network: '192.0.2.1' };
  assert.equal((await authenticator.authenticate(login)).accountId, account.id);
  const welcome = await raw(account.id);
  for (const part of [
    ...[/^Subject: =\?UTF-8\?/m, /^Auto-Submitted: auto-generated/m, /^From: Postmaster <postmaster@d\d+\.test>/m],
    ...[/IMAP: mail\.a\.test, port 993, TLS/, /SMTP: mail\.a\.test, port 465/, /https:\/\/mail\.a\.test\//, /3\.2 GB/],
  ])
    assert.match(welcome, part);
  assert.ok(!/(?<!\r)\n/.test(welcome), 'lines end as lines of mail do');
  assert.match(await raw((await findAccount(pool, `li@${name}`)).id), /Content-Transfer-Encoding: base64/);
});

/** Returns the only message of an account. */
async function raw(accountId: number): Promise<string> {
  const { rows } = await pool.query<{ text: string }>(
    `select convert_from(b.header || b.body, 'UTF8') as text from messages m join blobs b on b.id = m.blob_id where m.account_id = $1`,
    [accountId],
  );
  return rows[0]?.text ?? '';
}

test('one of many simultaneous applicants for a name gets it', async () => {
  const name = await domain({ mode: 'open' });
  const attempts = await Promise.allSettled(Array.from({ length: 12 }, () => attempt(`only@${name}`)));
  assert.equal(attempts.filter(({ status }) => status === 'fulfilled').length, 1);
  for (const each of attempts) if (each.status === 'rejected') assert.ok(refused('name-taken')(each.reason));
});

test('names of accounts, aliases, groups, reserved words and former accounts are refused', async () => {
  const name = await domain({ mode: 'open', names: 'any', reserved: ['Kasse'] });
  await attempt(`alice@${name}`);
  await putAlias(pool, `sales@${name}`, [`alice@${name}`]);
  await putAlias(pool, `team.x@${name}`, [`alice@${name}`]);
  await addGroup(pool, `choir@${name}`);
  for (const local of ['alice', 'team.x', 'choir', 'àlice'])
    await assert.rejects(attempt(`${local}@${name}`), refused('name-taken'), local);
  for (const local of ['postmaster', 'kasse', 'k4sse', 'sales'])
    await assert.rejects(attempt(`${local}@${name}`), refused('name-reserved'), local);
  await transaction(pool, (tx) => removeAccount(tx, `alice@${name}`, 30));
  await assert.rejects(attempt(`alice@${name}`), refused('name-taken'));
  await pool.query(`update reserved_names set until = now() - interval '1 s'`);
  await assert.rejects(attempt(`alice@${name}`), refused('name-taken'), 'mail of an alias would be hers');
  await removeAlias(pool, `sales@${name}`);
  await removeAlias(pool, `team.x@${name}`);
  await attempt(`alice@${name}`);
});

test('names that read alike are taken in whatever order they come', async () => {
  const name = await domain({ mode: 'open', names: 'any' });
  await attempt(`josé@${name}`);
  await attempt(`андрей@${name}`);
  for (const local of ['jose', 'josè', 'андреи'])
    await assert.rejects(attempt(`${local}@${name}`), refused('name-taken'), local);
  await transaction(pool, (tx) => removeAccount(tx, `josé@${name}`, 30));
  await assert.rejects(attempt(`jose@${name}`), refused('name-taken'), 'of a former account');
  await putAlias(pool, `møller@${name}`, ['ops@elsewhere.example']);
  await assert.rejects(attempt(`moller@${name}`), refused('name-taken'), 'of an alias');
  await attempt(`joses@${name}`);
  const other = await domain({ mode: 'approval', names: 'any' });
  await attempt(`josé@${other}`);
  await assert.rejects(attempt(`jose@${other}`), refused('name-taken'), 'of an application');
});

test('a name to which mail of others leads is not given: of a postmaster, of an alias', async () => {
  const name = await domain({ mode: 'open' });
  await setPostmaster(pool, name, `Carla@${name}`);
  await putAlias(pool, `hostmaster@${name}`, [`dan@${name}`, 'ops@elsewhere.example']);
  for (const local of ['carla', 'dan']) await assert.rejects(attempt(`${local}@${name}`), refused('name-taken'), local);
  await setPostmaster(pool, name, 'ops@elsewhere.example');
  await putAlias(pool, `hostmaster@${name}`, ['ops@elsewhere.example']);
  for (const local of ['carla', 'dan']) await attempt(`${local}@${name}`);
});

test('a domain that is removed while somebody joins it stays', async () => {
  const name = await domain({ mode: 'open' });
  const waiting = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  const removing = await transaction(pool, async (tx) => {
    await lockJoinPolicy(tx, name);
    await insertHashed(tx, { address: `ann@${name}`, passwordHash });
    const done = transaction(pool, (other) => removeDomain(other, name)).then(
      () => 'removed',
      (error: unknown) => error,
    );
    while ((await pool.query(waiting)).rowCount === 0) await setImmediate();
    return { done };
  });
  assert.ok(isMailError(await removing.done, 'in-use'));
  assert.ok(await findAccount(pool, `ann@${name}`));
});

test('names caught by a catch-all cannot be taken unless the operator allows it', async () => {
  const name = await domain({ mode: 'open' });
  await putAlias(pool, `@${name}`, ['ops@elsewhere.example']);
  await assert.rejects(attempt(`bob@${name}`), refused('closed'));
  const say = (overCatchAll: boolean) =>
    transaction(pool, (tx) => setJoinPolicy(tx, name, { ...CLOSED, mode: 'open', overCatchAll }));
  await assert.rejects(say(false), (error) => isMailError(error, 'cannot'));
  assert.ok(!(await joinableDomains(pool, name)).some((each) => each.name === name));
  await say(true);
  assert.equal((await joinableDomains(pool, `mail.${name}`))[0]?.name, name);
  await attempt(`bob@${name}`);
});

test('an invitation works for its number of uses, in its domain, until it expires', async () => {
  const name = await domain({ mode: 'invitation' });
  const other = await domain({ mode: 'invitation' });
  const { code, id } = await makeInvitation(pool, { domain: name, uses: 2, days: 1, note: 'the choir' });
  for (const wrong of [null, '', 'x', 'AAAA-BBBB-CCCC-DDDD', '\u0000'.repeat(1_000)])
    await assert.rejects(attempt(`a@${name}`, { code: wrong }), refused('code-wrong'));
  await assert.rejects(attempt(`a@${other}`, { code }), refused('code-wrong'));
  const spelled = ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
  await attempt(`first@${name}`, { code: spelled });
  await assert.rejects(attempt(`first@${name}`, { code }), refused('name-taken'));
  const attempts = await Promise.allSettled(Array.from({ length: 5 }, (_, n) => attempt(`n${n}@${name}`, { code })));
  assert.equal(attempts.filter(({ status }) => status === 'fulfilled').length, 1);
  await assert.rejects(attempt(`late@${name}`, { code }), refused('code-over'));
  assert.deepEqual(
    (await listInvitations(pool, { domain: name, limit: 10 })).map(({ uses, used, note }) => ({ uses, used, note })),
    [{ uses: 2, used: 2, note: 'the choir' }],
  );
  const { rows } = await pool.query('select * from join_invitations where id = $1', [id]);
  assert.ok(!JSON.stringify(rows).includes(code));
  const ended = await makeInvitation(pool, { domain: name, uses: 2, days: 0, note: '' });
  await assert.rejects(attempt(`late@${name}`, { code: ended.code }), refused('code-over'));
});

test('an application waits, shows its state to its applicant only, and reserves the name', async () => {
  const name = await domain({ mode: 'approval' });
  const asked = await attempt(`carl@${name}`, { displayName: 'Carl', reason: 'I work here', language: 'zh' });
  assert.ok(asked.state === 'pending');
  await assert.rejects(attempt(`carl@${name}`), refused('name-taken'));
  await assert.rejects(findAccount(pool, `carl@${name}`), (error) => isMailError(error, 'not-found'));
  assert.equal((await applicationOf(pool, asked.token))?.state, 'pending');
  for (const token of ['', 'x', 'A'.repeat(43), `${asked.token}x`])
    assert.equal(await applicationOf(pool, token), null);
  const [listed] = await listApplications(pool, { domain: name, limit: 10 });
  assert.deepEqual([listed?.address, listed?.reason, listed?.state], [`carl@${name}`, 'I work here', 'pending']);
  assert.ok(!JSON.stringify(listed).includes('argon2'));
  assert.equal(await approve(store, settings, listed?.id as number, 'Welcome!'), `carl@${name}`);
  assert.deepEqual((await findAccount(pool, `carl@${name}`)).messageCount, 1);
  const seen = await applicationOf(pool, asked.token);
  assert.deepEqual([seen?.state, seen?.word], ['approved', 'Welcome!']);
  for (const decide of [
    () => approve(store, settings, listed?.id as number, ''),
    () => transaction(pool, (tx) => refuse(tx, listed?.id as number, '')),
  ])
    await assert.rejects(decide(), (error) => isMailError(error, 'cannot'));
  const { rows } = await pool.query('select password_hash from join_applications where address = $1', [`carl@${name}`]);
  assert.deepEqual(rows, [{ password_hash: null }]);
});

test('a refused applicant is told why, and the name is free again', async () => {
  const name = await domain({ mode: 'approval' });
  const asked = await attempt(`dora@${name}`);
  const [listed] = await listApplications(pool, { domain: name, state: 'pending', limit: 10 });
  await transaction(pool, (tx) => refuse(tx, listed?.id as number, 'Members only'));
  assert.ok(asked.state === 'pending');
  const seen = await applicationOf(pool, asked.token);
  assert.deepEqual([seen?.state, seen?.word], ['refused', 'Members only']);
  assert.equal((await attempt(`dora@${name}`)).state, 'pending');
});

test('waiting applications are limited per network and per domain', async () => {
  const name = await domain({ mode: 'approval' });
  const attempts = await Promise.allSettled(Array.from({ length: 6 }, (_, n) => attempt(`near${n}@${name}`)));
  assert.equal(attempts.filter(({ status }) => status === 'fulfilled').length, LIMITS.perNetwork);
  const far = await Promise.allSettled(
    Array.from({ length: 6 }, (_, n) => attempt(`far${n}@${name}`, { network: `198.51.${n}.0/24` })),
  );
  assert.equal(far.filter(({ status }) => status === 'fulfilled').length, LIMITS.perDomain - LIMITS.perNetwork);
  for (const each of far) if (each.status === 'rejected') assert.ok(refused('too-many-pending')(each.reason));
});

test('an account marked for deletion is removed at its time, unless its owner cancels or it is suspended', async () => {
  const name = await domain({ mode: 'open' });
  const person = async (local: string, days: number) => {
    const address = `${local}@${name}`;
    const accountId = await transaction(pool, async (tx) => {
      const id = await insertAccount(tx, { address, password: 'correct horse' });
      await provisionAccount(tx, id);
      return id;
    });
    await leave(store, 'mail.a.test', { accountId, address, days, language: 'en' });
    return accountId;
  };
  const [goes, later, stays, suspended] = [
    await person('goes', 0),
    await person('later', 7),
    await person('stays', 0),
    await person('held', 0),
  ];
  await stay(pool, stays);
  await setStatus(pool, `held@${name}`, 'suspended');
  assert.match(await raw(goes), /Subject: Your account is going to be deleted/);
  const gone: number[] = [];
  await removeDeparting(pool, 30, ({ accountId }) => gone.push(accountId), unexpected);
  assert.deepEqual(gone, [goes]);
  for (const id of [later, stays, suspended]) assert.ok(await findMailbox(pool, id, 'INBOX'));
  assert.ok((await findAccount(pool, `later@${name}`)).leavesAt);
  await assert.rejects(attempt(`goes@${name}`), refused('name-taken'));
  await setStatus(pool, `held@${name}`, 'active');
  await removeDeparting(pool, 30, ({ accountId }) => gone.push(accountId), unexpected);
  assert.deepEqual(gone, [goes, suspended]);
});

test('a user with an almost full mailbox is warned once, in any language, and again after there was room', async () => {
  const name = await domain({ mode: 'open' });
  const address = `full@${name}`;
  const accountId = await transaction(pool, async (tx) => {
    const id = await insertAccount(tx, { address, password: 'correct horse', quotaBytes: 1_000_000 });
    await provisionAccount(tx, id);
    return id;
  });
  const use = (bytes: number) =>
    pool.query('update account_state set used_bytes = $2 where account_id = $1', [accountId, bytes]);
  const notices = async (): Promise<number> => {
    await Promise.all([
      notifyAlmostFull(store, 'mail.a.test', unexpected),
      notifyAlmostFull(store, 'mail.a.test', unexpected),
    ]);
    const { rows } = await pool.query<{ n: number }>(
      'select count(*) as n from mailbox_entries where account_id = $1',
      [accountId],
    );
    return rows[0]?.n ?? 0;
  };
  await use(899_999);
  assert.equal(await notices(), 0);
  await use(900_000);
  assert.equal(await notices(), 1);
  assert.match(await raw(accountId), /900 kB|0\.9 MB/);
  await use(950_000);
  assert.equal(await notices(), 1);
  await use(700_000);
  assert.equal(await notices(), 1);
  await use(999_999);
  assert.equal(await notices(), 1, 'there is no room for it');
  await use(700_000);
  await notices();
  await use(910_000);
  assert.equal(await notices(), 2);
});

test('a failure with one account does not prevent warnings for or deletion of others', async () => {
  const name = await domain({ mode: 'open' });
  const ids: number[] = [];
  for (const local of ['broken', 'well']) {
    const address = `${local}@${name}`;
    const id = await transaction(pool, async (tx) => {
      const made = await insertAccount(tx, { address, password: 'correct horse', quotaBytes: 1_000_000 });
      await provisionAccount(tx, made);
      return made;
    });
    ids.push(id);
    await pool.query('update account_state set used_bytes = 950_000 where account_id = $1', [id]);
    await leave(store, 'mail.a.test', { accountId: id, address, days: 0, language: 'en' });
  }
  const [broken, well] = ids;
  await pool.query(`create function refuse() returns trigger language plpgsql as $$ begin
    if old.id = ${broken} then raise 'broken'; end if; return coalesce(new, old); end $$`);
  await pool.query('create trigger refuse before update or delete on accounts for each row execute function refuse()');
  const failed: unknown[] = [];
  const gone: number[] = [];
  await notifyAlmostFull(store, 'mail.a.test', (_error, accountId) => failed.push(accountId));
  const { rows } = await pool.query<{ id: number }>(
    'select account_id as id from mailbox_entries where account_id = any($1) group by 1 having count(*) = 2',
    [ids],
  );
  assert.deepEqual(rows, [{ id: well }], 'its second mail');
  await removeDeparting(
    pool,
    30,
    ({ accountId }) => gone.push(accountId),
    (_error, address) => failed.push(address),
  );
  await pool.query('drop trigger refuse on accounts');
  assert.deepEqual([failed, gone], [[broken, `broken@${name}`], [well]]);
});
