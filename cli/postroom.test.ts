import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openPool, transaction, uuidv7 } from '@postroom/database';
import { startService } from '@postroom/testkit';
import { insertEvents, insertMails, markDeferred } from '@postroom/transit';
import { type Ran, runPostroom, spawnPostroom } from './testing.ts';

const platform = await startService('mailbox-store');
after(() => platform[Symbol.asyncDispose]());
const env = {
  POSTROOM_URL: `http://127.0.0.1:${platform.ports.ADMIN_PORT}`,
  POSTROOM_TOKEN_FILE: platform.settings.adminTokenFile,
};

/** Runs the command against the service. */
function postroom(args: readonly string[], stdin = ''): Promise<Ran> {
  return runPostroom(args, { env, stdin });
}

/** Runs the command, expects success, and returns what it printed. */
async function done(args: readonly string[], stdin = ''): Promise<string> {
  const { code, stdout, stderr } = await postroom(args, stdin);
  assert.deepEqual([code, stderr], [0, ''], args.join(' '));
  return stdout;
}

const lines = (text: string) => text.trimEnd().split('\n');

test('domains can be added, listed and removed', async () => {
  assert.match(await done(['domain', 'list']), /^no domains/);
  assert.match(
    await done(['domain', 'add', 'Example.test']),
    /^domain example\.test added\n[\s\S]*postmaster@example\.test[\s\S]*: postroom domain dns example\.test\n/,
  );
  await done(['domain', 'add', 'much-longer.example.test']);
  const [head, first, second] = lines(await done(['domain', 'list']));
  assert.match(head ?? '', /^DOMAIN {20}ACCOUNTS {2}ALIASES {2}JOINING {2}SINCE$/);
  assert.match(first ?? '', /^example\.test {21}0 {8}0 {2}closed {3}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  assert.match(second ?? '', /^much-longer\.example\.test {9}0 /);
  assert.equal(
    await done(['domain', 'remove', 'much-longer.example.test']),
    'domain much-longer.example.test removed\n',
  );
  const parsed = JSON.parse(await done(['--json', 'domain', 'list']));
  assert.deepEqual([parsed.length, parsed[0].name], [1, 'example.test']);
});

test('no certificate can be ordered where no authority is configured', async () => {
  assert.equal(await done(['certificate', 'list']), 'no certificates are ordered\n');
  const { code, stderr } = await postroom(['certificate', 'order', 'mail.example.test']);
  assert.deepEqual([code, stderr], [1, 'postroom: No certificate can be ordered: ACME_DIRECTORY_URL is not set\n']);
  assert.equal((await postroom(['certificate', 'remove', 'mail.example.test'])).code, 1);
});

test('branding can be set, shown and removed', async () => {
  await done(['domain', 'add', 'look.test']);
  assert.equal(await done(['branding', 'show', '--for', 'look.test']), 'as it comes\n');
  const logo = join(await mkdtemp(join(tmpdir(), 'logo-')), 'logo.png');
  const png = Buffer.alloc(45);
  png.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\0\x40', 'latin1');
  await writeFile(logo, png);
  const said = ['--name', 'Look', '--accent', '#7a1fa2', '--help-page', 'https://look.test/help', '--logo', logo];
  assert.match(
    await done(['branding', 'set', '--for', 'look.test', ...said]),
    /^name {4}Look\naccent {2}#7a1fa2\nhelp {4}https:\/\/look\.test\/help\nlogo {4}256 × 64, image\/png\n$/,
  );
  assert.equal(await done(['branding', 'show']), 'as it comes\n');
  const yellow = await postroom(['branding', 'set', '--for', 'look.test', '--accent', '#ffd500']);
  assert.equal(yellow.code, 1);
  assert.match(yellow.stderr, /is not readable on light \(contrast 1\.\d/);
  assert.equal((await postroom(['branding', 'set', '--logo', '/nowhere.png'])).code, 2);
  assert.equal(
    await done(['branding', 'set', '--for', 'look.test', '--accent', 'default', '--logo', 'default', '--name', 'N']),
    'name  N\nhelp  https://look.test/help\n',
  );
  await done(['domain', 'remove', 'look.test']);
});

test('policy settings of a domain are removed by `default`', async () => {
  await done(['domain', 'add', 'other.test']);
  const set = ['policy', 'set', '--for', 'other.test'];
  const wants = await done([...set, '--own-senders', 'accept', '--junk-points', '4', '--quarantine-points', '0']);
  assert.match(wants, /junk +from 4 points\nquarantine +never\nown senders +accept/);
  assert.match(await done(['policy', 'list']), /^FOR .*\nother\.test +policy show\n$/);
  const none = ['--own-senders', 'default', '--junk-points', 'default', '--quarantine-points', 'default'];
  assert.equal(await done([...set, ...none]), 'no settings of its own\n');
  assert.equal(await done(['policy', 'list']), 'no domain or account has settings of its own\n');
});

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

test('DNS records are printed for copying', async () => {
  const printed = lines(await done(['domain', 'dns', 'example.test']));
  const { IMAPS_PORT, SUBMISSION_PORT } = platform.ports;
  assert.match(printed[0] ?? '', /^example\.test\. +MX +10 mail\.postroom\.test\. +; mail for the domain/);
  assert.match(printed[1] ?? '', /^example\.test\. +TXT +"v=spf1 mx -all" +; SPF/);
  assert.match(printed[2] ?? '', /^_dmarc\.example\.test\. +TXT +"v=DMARC1; p=quarantine; /);
  assert.match(
    printed.join('\n'),
    new RegExp(`^_imaps\\._tcp\\.example\\.test\\. +SRV +0 1 ${IMAPS_PORT} mail\\.postroom\\.test\\. +; IMAP`, 'm'),
  );
  assert.match(
    printed.join('\n'),
    new RegExp(`^_submission\\._tcp\\.example\\.test\\. +SRV +5 1 ${SUBMISSION_PORT} `, 'm'),
  );
  assert.match(printed.join('\n'), /^autoconfig\.example\.test\. +CNAME +mail\.postroom\.test\. +; /m);
  assert.match(printed.join('\n'), /^_25\._tcp\.mail\.postroom\.test\. +TLSA +3 1 1 [0-9a-f]{64} +; DANE/m);
  assert.match(printed.at(-1) ?? '', /^; mail\.postroom\.test\. DS: DNSSEC/);
  const { domain, records } = JSON.parse(await done(['--json', 'domain', 'dns', 'EXAMPLE.test']));
  assert.deepEqual([domain, records.length, records[0].type], ['example.test', 20, 'MX']);
  const missing = await postroom(['domain', 'dns', 'nowhere.test']);
  assert.deepEqual([missing.code, missing.stdout], [1, '']);
  assert.match(missing.stderr, /No domain nowhere\.test/);
});

test("the reader of a domain's postmaster mail can be set", async () => {
  const named = async () => {
    const all = JSON.parse(await done(['--json', 'domain', 'list'])) as { name: string; postmaster: string | null }[];
    return all.find(({ name }) => name === 'post.test')?.postmaster;
  };
  await done(['domain', 'add', 'post.test', '--postmaster', 'ops@elsewhere.test']);
  assert.equal(await named(), 'ops@elsewhere.test');
  assert.equal(await done(['domain', 'postmaster', 'post.test']), 'postmaster of post.test: its first account\n');
  assert.equal(await named(), null);
  await done(['domain', 'postmaster', 'post.test', 'alice@example.test']);
  assert.equal(await named(), 'alice@example.test');
  await done(['domain', 'remove', 'post.test']);
});

test('an account is added with its password from standard input', async () => {
  const alice = ['account', 'add', 'alice@example.test', '--name', '爱丽丝', '--quota', '1.5G'];
  assert.equal((await spawnPostroom(alice, { env, stdin: 'a secret\n' })).code, 0);
  await done(['account', 'add', 'bob@example.test'], 'b secret');
  assert.deepEqual(lines(await done(['account', 'list', '--domain', 'example.test'])), [
    'ADDRESS             NAME    STATUS  MESSAGES  USED  QUOTA',
    'alice@example.test  爱丽丝  active         0     0   1.5G',
    'bob@example.test            active         0     0   none',
  ]);
  assert.match(await done(['account', 'list', '--largest']), /^[^\n]*\nann@club\.test [^\n]*\nalice@/);
  assert.equal(
    await done(['account', 'passwd', 'bob@example.test'], 'c secret\r\n'),
    'password of bob@example.test changed\n',
  );
  assert.match(await done(['account', 'quota', 'bob@example.test', '500M']), /^quota of bob@example\.test: 500M/);
  assert.match(await done(['account', 'quota', 'bob@example.test', 'none']), /none/);
  await done(['account', 'suspend', 'bob@example.test']);
  assert.match(await done(['account', 'show', 'bob@example.test']), /^status +suspended$/m);
  await done(['account', 'resume', 'bob@example.test']);
  const bob = JSON.parse(await done(['account', 'show', 'bob@example.test', '--json']));
  assert.deepEqual([bob.address, bob.status, bob.quotaBytes], ['bob@example.test', 'active', null]);
  const forward = (...more: string[]) => done(['account', 'forward', 'bob@example.test', ...more]);
  assert.equal(
    await forward('--to', 'b@one.test', 'b@two.test', '--keep'),
    'mail for bob@example.test: sent on to b@one.test, b@two.test and kept here\n',
  );
  assert.match(await forward(), /sent on to b@one\.test/);
  assert.equal((await postroom(['account', 'forward', 'bob@example.test', '--keep'])).code, 2);
  assert.equal(await forward('--none'), 'mail for bob@example.test: kept here\n');
  await done(['account', 'remove', 'bob@example.test']);
  const gone = await postroom(['account', 'show', 'bob@example.test']);
  assert.deepEqual([gone.code, gone.stderr], [1, 'postroom: No account bob@example.test\n']);
});

test('invalid passwords are refused before anything happens', async () => {
  const add = ['account', 'add', 'carol@example.test'];
  assert.deepEqual(await postroom(add), { code: 2, stdout: '', stderr: 'postroom: the password is empty\n' });
  assert.equal((await postroom(add, 'one\ntwo\n')).stderr, 'postroom: standard input must be one line, the password\n');
  assert.equal((await postroom([...add, 'secret'], 'secret')).code, 2);
  assert.equal(
    (await postroom(['account', 'passwd', 'carol@example.test'], 'x')).stderr,
    'postroom: No account carol@example.test\n',
  );
});

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

/** Makes a deferred message to another domain; the server's reply has control characters that would clear the screen. */
async function deferredMail(): Promise<{ mailId: string; deliveryId: string }> {
  const [mailId, deliveryId] = [uuidv7(), uuidv7()];
  const pool = openPool({ url: platform.settings.databaseUrl, name: 'test', max: 1 });
  const nextAttemptAt = new Date(Date.now() + 5_400_000);
  await transaction(pool, async (tx) => {
    const recipient = 'carol@else.example';
    await insertMails(tx, [
      {
        id: mailId,
        blobId: uuidv7(),
        size: 4_200,
        reversePath: 'alice@example.test',
        source: 'submission',
        messageId: '<hello@example.test>',
        clientAddress: '192.0.2.1',
        clientName: 'laptop',
        protocol: 'ESMTPSA',
        deliveries: [{ id: deliveryId, recipient, originalRecipient: recipient, destination: 'else.example' }],
      },
    ]);
    const detail = { host: 'mx.else.example', reply: '450 4.2.0 \u001b[2Jgreylisted' };
    await markDeferred(tx, [{ id: deliveryId, ...detail, nextAttemptAt }]);
    await insertEvents(tx, [
      { mailId, kind: 'attempted', detail: { host: detail.host, lines: ['> EHLO mail', '< 250 mx.else.example'] } },
      { mailId, deliveryId, kind: 'deferred', detail: { ...detail, nextAttemptAt } },
    ]);
  });
  await pool.end();
  return { mailId, deliveryId };
}

test('the queue is listed, and a mail is traced', async () => {
  assert.equal(await done(['queue', 'list']), 'nothing waits\n');
  const { mailId, deliveryId } = await deferredMail();
  const [head, row] = lines(await done(['queue', 'list', '--destination', 'else.example']));
  assert.match(head ?? '', /^ID {36}FROM {16}TO {18}SIZE {2}AGE {2}TRIES {2}NEXT {3}LAST ANSWER$/);
  assert.equal(row?.slice(0, 36), deliveryId);
  assert.ok(row?.endsWith('in 1h  mx.else.example: 450 4.2.0 \\x1b[2Jgreylisted'), row);
  const rowOf = async (...filter: string[]) => lines(await done(['queue', 'list', ...filter]))[1];
  assert.equal(await rowOf('--to', 'else.example', '--state', 'deferred', '--reason', 'greylisted'), row);
  assert.equal(await done(['queue', 'list', '--state', 'held']), 'nothing waits\n');
  assert.equal(await done(['queue', 'list', '--after', deliveryId]), 'nothing waits\n');
  assert.match(await done(['queue', 'show', mailId]), /^goes to +else\.example$/m);

  const trace = lines(await done(['trace', 'carol@else.example']));
  assert.deepEqual(trace.slice(0, 5), [
    `mail        ${mailId}`,
    'message-id  <hello@example.test>',
    'from        alice@example.test, from one of our users',
    'to          carol@else.example: queued',
    'size        4.1K',
  ]);
  const time = String.raw`^  \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}  `;
  assert.match(trace[6] ?? '', new RegExp(String.raw`${time}accepted {8}from 192\.0\.2\.1 \(laptop\) by ESMTPSA$`));
  assert.match(trace[7] ?? '', new RegExp(String.raw`${time}attempted {7}mx\.else\.example$`));
  assert.deepEqual(trace.slice(8, 10), ['    > EHLO mail', '    < 250 mx.else.example']);
  assert.match(
    trace[10] ?? '',
    /deferred {8}carol@else\.example: mx\.else\.example: 450 4\.2\.0 \\x1b\[2Jgreylisted; next attempt \d{4}-/,
  );
  assert.equal(JSON.parse(await done(['trace', mailId, '--json']))[0].steps.length, 3);
  assert.equal(await done(['trace', 'hello@example.test']), await done(['trace', '<hello@example.test>']));
  assert.equal(
    (await postroom(['trace', 'nobody@example.test'])).stderr,
    'postroom: no trace of nobody@example.test\n',
  );

  assert.equal(await done(['queue', 'retry', deliveryId]), '1 delivery tried again now\n');
  assert.equal(await done(['queue', 'retry', '--all']), '1 delivery tried again now\n');
  assert.equal(
    (await postroom(['queue', 'retry'])).stderr,
    'postroom: queue retry takes an id, or --from, --to, --older-than, --reason, or --all\n',
  );
  assert.deepEqual(JSON.parse(await done(['queue', 'cancel', mailId, '--json'])), { count: 1 });
  assert.match(await done(['trace', mailId]), /retried.*\n.*cancelled/);
});

test('a wrong token, a wrong server and an unreachable server are each explained', async () => {
  const run = (more: Record<string, string>) => runPostroom(['domain', 'list'], { env: { ...env, ...more } });
  const token = await run({ POSTROOM_TOKEN: 'wrong' });
  assert.equal(token.code, 1);
  assert.match(token.stderr, /^postroom: Wrong admin token for http:\/\/\S+: it was read from POSTROOM_TOKEN\n$/);
  const health = platform.process.spec.env.HEALTH_PORT;
  const other = await run({ POSTROOM_URL: `http://127.0.0.1:${health}` });
  assert.deepEqual([other.code, /is not Postroom's admin API/.test(other.stderr)], [69, true]);
  const nobody = await run({ POSTROOM_URL: 'http://127.0.0.1:1' });
  assert.equal(nobody.code, 69);
  assert.match(
    nobody.stderr,
    /^postroom: cannot reach http:\/\/127\.0\.0\.1:1 \(.*\): is Postroom running there\?.*\n$/,
  );
  const missing = await run({ POSTROOM_TOKEN_FILE: '/nowhere/token' });
  assert.deepEqual([missing.code, /no admin token in \/nowhere\/token/.test(missing.stderr)], [2, true]);
  const asJson = await spawnPostroom(['--json', 'domain', 'remove', 'nowhere.test'], { env });
  assert.deepEqual(JSON.parse(asJson.stderr), { error: 'not-found', message: 'No domain nowhere.test' });
});

test('likely mistakes are questioned: a unit, a catch-all, another target, a weak password', async () => {
  await done(['domain', 'add', 'meant.test']);
  await done(['account', 'add', 'carol@meant.test'], 'a good password');
  const refused = async (args: string[], stdin = ''): Promise<string> => {
    const { code, stderr } = await runPostroom(args, { env, stdin });
    assert.notEqual(code, 0, args.join(' '));
    return stderr;
  };
  assert.match(await refused(['account', 'quota', 'carol@meant.test', '10']), /10 of what\? Say 10M, 10G, or 10B/);
  assert.match(await done(['account', 'quota', 'carol@meant.test', '10B']), /: 10,/);
  const star = ['alias', 'add', '*@meant.test', 'carol@meant.test'];
  assert.match(await refused(star), /without a star: @meant\.test/);
  assert.match(await refused(['alias', 'add', 'Loop@meant.test', 'loop@meant.test']), /would lead back to itself/);
  await done(['alias', 'add', 'there@meant.test', 'back@meant.test']);
  const back = ['alias', 'add', 'back@meant.test', 'carol@meant.test', 'there@meant.test'];
  assert.match(await refused(back), /back@meant\.test → there@meant\.test → back@meant\.test/);
  assert.match(await refused(['account', 'passwd', 'carol@meant.test'], 'x'), /easily guessed.*--force/);
  assert.match(await refused(['account', 'add', 'd@meant.test'], 'aaaaaaaaaa'), /easily guessed/);
  await done(['account', 'passwd', 'carol@meant.test', '--force'], 'x');
});

test('the queue is held, released and cancelled by properties of its mail', async () => {
  const { deliveryId } = await deferredMail();
  const count = async (...args: string[]) => JSON.parse(await done(['queue', ...args, '--yes', '--json'])).count;
  assert.equal(await count('hold', '--to', 'nowhere.example'), 0);
  assert.equal(await count('hold', '--reason', 'GREYLISTED', '--to', 'else.example'), 1);
  assert.match(await done(['queue', 'show', deliveryId]), /held, until it is released/);
  assert.equal(await count('retry', '--all'), 0);
  for (const action of ['cancel', 'release']) {
    const asked = await runPostroom(['queue', action, '--to', 'else.example'], { env });
    assert.match(asked.stderr, new RegExp(`${action} 1 delivery\\? Nobody is there to ask: say --yes`));
  }
  assert.equal(await count('cancel', '--to', 'else.example', '--older-than', '1d'), 0);
  assert.equal(await count('release', '--all'), 1);
  const retry = await runPostroom(['queue', 'retry', '--to', 'else.example'], { env });
  assert.match(retry.stderr, /retry 1 delivery\? Nobody is there to ask: say --yes/);
  assert.equal(await count('retry', '--to', 'else.example'), 1);
  assert.equal(await count('cancel', '--to', 'else.example'), 1);
  assert.match((await runPostroom(['queue', 'cancel'], { env })).stderr, /takes an id, or --from/);
});

test('maintenance jobs left by an upgrade are listed', async () => {
  const pool = openPool({ url: platform.settings.databaseUrl, name: 'test' });
  await pool.query("insert into maintenance_jobs (name, total) values ('sort-mail', 9)");
  await pool.end();
  assert.match(await done(['maintenance', 'list']), /^JOB .*\n(.*\n)*sort-mail +waiting +0 +9 +0/);
  assert.equal(await done(['maintenance', 'pause', 'sort-mail']), 'sort-mail is paused\n');
  assert.match(await done(['maintenance', 'list']), /sort-mail +paused/);
  assert.equal(await done(['maintenance', 'resume', 'sort-mail']), 'sort-mail goes on\n');
  assert.equal((await postroom(['maintenance', 'pause', 'nothing'])).code, 1);
});
