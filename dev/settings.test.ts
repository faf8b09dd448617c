import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { platformEnvironment } from '@postroom/launch';
import { certificateNames, readSettings } from './settings.ts';
import { summary } from './summary.ts';

test('without environment variables everything has a default', () => {
  const settings = readSettings({});
  assert.equal(settings.ports.SMTP_PORT, 2525);
  assert.equal(settings.bind, '127.0.0.1');
  assert.equal(settings.dataDir, resolve('data'));
  assert.equal(settings.deliveryWorkers, 1);
});

test('mail programs are told the name by which they reach the platform', () => {
  const told = (env: Record<string, string>) => {
    const more = { databaseUrl: '', redisUrl: '', adminTokenFile: '', tls: { certFile: '', keyFile: '' } };
    return platformEnvironment({ ...readSettings(env), ...more }, {}).PUBLIC_SERVERS?.split(',')[0];
  };
  assert.equal(told({}), 'imaps=localhost:2993');
  assert.equal(told({ BIND: '192.0.2.7' }), 'imaps=192.0.2.7:2993');
  assert.equal(told({ BIND: '2001:db8::7' }), 'imaps=2993');
  assert.equal(told({ MAIL_HOSTNAME: 'mail.example.org' }), 'imaps=2993');
});

test('an optional port is listed only if it is set', () => {
  assert.deepEqual(readSettings({ LMTP_PORT: '0' }).morePorts, {});
  const settings = readSettings({ LMTP_PORT: '2424', HTTPS_PORT: '8443' });
  assert.deepEqual(settings.morePorts, { LMTP_PORT: 2424, HTTPS_PORT: 8443 });
  const said = summary({ settings, seeded: 'earlier', caFile: undefined, adminTokenFile: 'token' });
  assert.match(said, /127\.0\.0\.1:2424 {2}LMTP, .*\(LMTP_PORT\)/);
  assert.match(said, /127\.0\.0\.1:8443 {2}the same by TLS {2}\(HTTPS_PORT\)/);
  assert.doesNotMatch(
    summary({ settings: readSettings({}), seeded: 'earlier', caFile: undefined, adminTokenFile: '' }),
    /LMTP|HTTPS/,
  );
});

test('an invalid setting is refused by the name of its variable', () => {
  assert.throws(() => readSettings({ IMAP_PORT: 'imap' }), /IMAP_PORT must be a number from 1 to 65535; it is "imap"/);
  assert.throws(() => readSettings({ IMAP_PORT: '70000' }), /IMAP_PORT/);
  assert.throws(() => readSettings({ IMAP_PORT: '2525' }), /SMTP_PORT and IMAP_PORT are both 2525/);
  assert.throws(() => readSettings({ DELIVERY_WORKERS: '0' }), /DELIVERY_WORKERS/);
  assert.throws(() => readSettings({ LMTP_PORT: 'x' }), /LMTP_PORT must be a number/);
  assert.throws(() => readSettings({ HTTPS_PORT: '8080' }), /HTTP_PORT and HTTPS_PORT are both 8080/);
});

test('an incomplete or unreadable certificate is not replaced by the development one', () => {
  const here = import.meta.filename;
  assert.throws(() => readSettings({ TLS_CERT_FILE: here }), /TLS_CERT_FILE and TLS_KEY_FILE belong together/);
  assert.throws(() => readSettings({ TLS_KEY_FILE: here }), /belong together/);
  assert.throws(
    () => readSettings({ TLS_CERT_FILE: here, TLS_KEY_FILE: `${here}.key` }),
    /TLS_KEY_FILE cannot be read/,
  );
  assert.deepEqual(readSettings({ TLS_CERT_FILE: here, TLS_KEY_FILE: here }).tls, { certFile: here, keyFile: here });
});

test('the certificate also covers the listening address', () => {
  assert.ok(certificateNames(readSettings({ BIND: '192.0.2.1' })).includes('192.0.2.1'));
  assert.ok(!certificateNames(readSettings({ BIND: '0.0.0.0' })).includes('0.0.0.0'));
});
