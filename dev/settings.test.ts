import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { certificateNames, readSettings } from './settings.ts';

test('without an environment there is a default for everything', () => {
  const settings = readSettings({});
  assert.equal(settings.ports.SMTP_PORT, 2525);
  assert.equal(settings.bind, '127.0.0.1');
  assert.equal(settings.dataDir, resolve('data'));
  assert.equal(settings.deliveryWorkers, 1);
});

test('what makes no sense is refused by the name of its variable', () => {
  assert.throws(() => readSettings({ IMAP_PORT: 'imap' }), /IMAP_PORT must be a number from 1 to 65535; it is "imap"/);
  assert.throws(() => readSettings({ IMAP_PORT: '70000' }), /IMAP_PORT/);
  assert.throws(() => readSettings({ IMAP_PORT: '2525' }), /SMTP_PORT and IMAP_PORT are both 2525/);
  assert.throws(() => readSettings({ DELIVERY_WORKERS: '0' }), /DELIVERY_WORKERS/);
});

test('half a certificate, or one that cannot be read, is not replaced by the development one', () => {
  const here = import.meta.filename;
  assert.throws(() => readSettings({ TLS_CERT_FILE: here }), /TLS_CERT_FILE and TLS_KEY_FILE belong together/);
  assert.throws(() => readSettings({ TLS_KEY_FILE: here }), /belong together/);
  assert.throws(
    () => readSettings({ TLS_CERT_FILE: here, TLS_KEY_FILE: `${here}.key` }),
    /TLS_KEY_FILE cannot be read/,
  );
  assert.deepEqual(readSettings({ TLS_CERT_FILE: here, TLS_KEY_FILE: here }).tls, { certFile: here, keyFile: here });
});

test('the certificate is also for the address that is listened on', () => {
  assert.ok(certificateNames(readSettings({ BIND: '192.0.2.1' })).includes('192.0.2.1'));
  assert.ok(!certificateNames(readSettings({ BIND: '0.0.0.0' })).includes('0.0.0.0'));
});
