import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openObjects } from '@postroom/objects';
import { type Platform, startPlatform, testObjectStore, Wire } from '@postroom/testkit';
import { runPostroom } from '../../cli/testing.ts';
import { backstage } from '../support/accounts.ts';
import { eventually } from '../support/eventually.ts';
import { ImapSession } from '../support/imap-session.ts';
import { Pop3Session } from '../support/pop3-session.ts';
import { deliverBytes } from '../support/smtp-bytes.ts';

// Large bodies in an S3-compatible store, small ones in PostgreSQL: from SMTP to IMAP and POP3 through real services.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const server = stack.use(await testObjectStore());
const platform = stack.use(
  await startPlatform({ env: { ...server.env, HOUSEKEEPING_SECONDS: '1', BLOB_GRACE_HOURS: '0' } }),
);
const settings = { S3_PREFIX: 'postroom', S3_OVER_BYTES: 65_536, S3_UPLOADS: 32, ...server.env };
const objects = stack.use(await openObjects(settings as never, () => {}));
const { pool, account, messages } = stack.use(backstage(platform.settings.databaseUrl, objects));
const alice = await account('alice@a.test');

const small = text(20_000);
const medium = text(200_000);
const large = text(6_000_000);

test('mail that came by SMTP is read by IMAP and POP3 byte for byte', { timeout: 120_000 }, async () => {
  await deliverBytes(platform.ports.SMTP_PORT, 'alice@a.test', [small, medium, large]);
  await messages(alice, 3);
  assert.deepEqual(await places(), { postgres: 1, s3: 2 });
  await assertReadable('alice@a.test');
  assert.equal((await pool.query('select 1 from blob_chunks')).rowCount, 0);
});

test('after a store outage large messages are deferred and small ones accepted', { timeout: 120_000 }, async () => {
  await server.stop();
  await using wire = await Wire.connect({ port: platform.ports.SMTP_PORT, timeout: 60_000 });
  await wire.expect(/^220 /);
  await wire.line('EHLO client.test');
  await wire.until(/^250 /);
  const send = async (message: Buffer, answer: RegExp): Promise<void> => {
    await wire.ask('MAIL FROM:<sender@elsewhere.test>', /^250 /);
    await wire.ask('RCPT TO:<alice@a.test>', /^250 /);
    await wire.ask('DATA', /^354 /);
    await wire.send(Buffer.concat([message, Buffer.from('.\r\n')]));
    await wire.expect(answer);
  };
  await send(medium, /^451 4\.3\.2 /);
  await send(large, /^451 4\.3\.2 /);
  await send(small, /^250 /);
  await using imap = await ImapSession.login(platform.ports.IMAP_PORT, 'alice@a.test');
  await imap.command('SELECT INBOX');
  assert.match((await imap.attempt(`APPEND INBOX {${medium.length}+}\r\n${medium}`)).status, /^NO \[UNAVAILABLE\]/);
  assert.ok(((await imap.octets(1, ['BODY.PEEK[TEXT]']))[0]?.length ?? 0) > 0, 'small mail can be read');
  await server.start();
  await send(medium, /^250 /);
  await messages(alice, 5);
  await imap.command(`APPEND INBOX {${large.length}+}\r\n${large}`);
});

test('bodies of expunged messages are removed from the object store', { timeout: 60_000 }, async () => {
  await using imap = await ImapSession.login(platform.ports.IMAP_PORT, 'alice@a.test');
  await imap.command('SELECT INBOX');
  await imap.command('UID STORE 4:* +FLAGS.SILENT (\\Deleted)');
  await imap.command('EXPUNGE');
  await eventually('only the two objects are left', async () => {
    const { s3 } = await places();
    return s3 === 2 && (await pool.query('select 1 from object_removals')).rowCount === 0 ? true : undefined;
  });
});

test('a backup contains the bodies, so that a platform without an object store can restore it', {
  timeout: 120_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'backup-'));
  await using other = await startPlatform({ services: ['mailbox-store', 'imap-access', 'pop3-access'] });
  const file = join(folder, 'all.gz');
  await postroom(platform, ['backup', file]);
  await postroom(other, ['restore', file]);
  await rm(folder, { recursive: true });
  await assertReadable('alice@a.test', other);
});

test('the command blobs move moves bodies to PostgreSQL and back', { timeout: 120_000 }, async () => {
  assert.match(await postroom(platform, ['blobs', 'move', '--to', 'postgres']), /^2 bodies, .* moved to postgres\n$/);
  assert.deepEqual(await places(), { postgres: 3, s3: 0 });
  await assertReadable('alice@a.test');
  assert.equal(JSON.parse(await postroom(platform, ['--json', 'blobs', 'move', '--to', 's3'])).moved, 2);
  assert.deepEqual(await places(), { postgres: 1, s3: 2 });
  await assertReadable('alice@a.test');
  assert.match(await postroom(platform, ['blobs', 'move', '--to', 's3']), /^0 bodies/);
});

/** Makes a message of text lines, which SMTP carries unchanged. */
function text(bytes: number): Buffer {
  const lines = randomBytes((bytes * 3) / 4)
    .toString('base64')
    .replaceAll(/.{76}/g, '$&\r\n');
  return Buffer.from(`From: a@elsewhere.test\r\nSubject: ${bytes}\r\n\r\n${lines}\r\n`);
}

async function places(): Promise<{ postgres: number; s3: number }> {
  const { rows } = await pool.query(
    'select count(*) filter (where location is null) as postgres, count(location) as s3 from blobs',
  );
  return rows[0];
}

/** Asserts that all three messages can be read, whole and in part, by IMAP and POP3. */
async function assertReadable(address: string, { ports }: Platform = platform): Promise<void> {
  await using imap = await ImapSession.login(ports.IMAP_PORT, address);
  await imap.command('SELECT INBOX');
  await using pop3 = await Pop3Session.login(ports.POP3_PORT, address);
  for (const [index, message] of [small, medium, large].entries()) {
    const [raw] = (await imap.octets(index + 1, ['BODY.PEEK[]'])) as [Buffer];
    assert.ok(raw.subarray(-message.length).equals(message), `IMAP ${index + 1}`);
    const middle = Math.floor(raw.length / 2);
    const [part] = (await imap.octets(index + 1, [`BODY.PEEK[]<${middle}.1500>`])) as [Buffer];
    assert.ok(part.equals(raw.subarray(middle, middle + 1500)));
    assert.ok((await pop3.retrieve(index + 1)).equals(raw), `POP3 ${index + 1}`);
  }
}

async function postroom({ ports, settings }: Platform, args: readonly string[]): Promise<string> {
  const env = {
    POSTROOM_URL: `http://127.0.0.1:${ports.ADMIN_PORT}`,
    POSTROOM_TOKEN_FILE: settings.adminTokenFile,
  };
  const { code, stdout, stderr } = await runPostroom(args, { env });
  assert.equal(code, 0, stderr);
  return stdout;
}
