import assert from 'node:assert/strict';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import Type, { type TProperties } from 'typebox';
import { ConfigError, loadConfig } from './config.ts';
import { listenConfig } from './shared-config/listen.ts';
import { serviceConfig } from './shared-config/service.ts';
import { databaseConfig, objectStoreConfig, redisConfig } from './shared-config/stores.ts';

/** Returns the names of the variables in the error. */
function blamed(properties: TProperties, env: Record<string, string>): string[] {
  try {
    loadConfig(Type.Object(properties), env);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.message.split('\n').map((line) => line.split(':')[0] ?? '');
  }
}

test('setting half of a group of settings is an error that names the other half', () => {
  for (const [properties, whole] of [
    [
      objectStoreConfig,
      {
        S3_ENDPOINT: 'https://s3.example',
        S3_BUCKET: 'b',
        S3_REGION: 'r',
        S3_ACCESS_KEY_ID: 'i',
        S3_SECRET_ACCESS_KEY: 's',
      },
    ],
    [serviceConfig, { LOG_ADDRESSES: 'hash', LOG_HASH_KEY: 'x'.repeat(16) }],
  ] as const) {
    assert.deepEqual(blamed(properties, whole), []);
    for (const absent of Object.keys(whole)) {
      const half = Object.fromEntries(Object.entries(whole).filter(([name]) => name !== absent));
      assert.notDeepEqual(blamed(properties, half), [], `without ${absent}`);
    }
  }
  assert.throws(
    () => loadConfig(Type.Object(listenConfig), { TLS_CERT_FILE: import.meta.filename }),
    /^Error: TLS_CERT_FILE: has no effect without TLS_KEY_FILE \(/,
  );
  assert.deepEqual(blamed(listenConfig, { TLS_KEY_FILE: import.meta.filename }), ['TLS_KEY_FILE']);
  assert.deepEqual(blamed(serviceConfig, { OTEL_EXPORTER_OTLP_HEADERS: 'a=b' }), ['OTEL_EXPORTER_OTLP_HEADERS']);
  assert.deepEqual(blamed(serviceConfig, { LOG_ADDRESSES: 'plain', LOG_HASH_KEY: 'x'.repeat(16) }), []);
});

test('a missing, empty or directory path for a secret or certificate is an error', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'config-'));
  const empty = join(folder.path, 'empty');
  await writeFile(empty, '\n');
  for (const path of [join(folder.path, 'none'), empty, folder.path]) {
    assert.deepEqual(blamed(databaseConfig, { DATABASE_URL_FILE: path }), ['DATABASE_URL_FILE'], path);
    const tls = { TLS_CERT_FILE: import.meta.filename, TLS_KEY_FILE: path };
    assert.deepEqual(blamed(listenConfig, tls), ['TLS_KEY_FILE'], path);
  }
});

test('all errors are reported at once', () => {
  const env = { REDIS_URL: 'localhost:6379', DATABASE_POOL: 'many' };
  assert.deepEqual(blamed({ ...databaseConfig, ...redisConfig }, env).sort(), [
    'DATABASE_POOL',
    'DATABASE_URL',
    'REDIS_URL',
  ]);
});

test('URLs of stores and collector headers are validated', () => {
  for (const url of ['postgres://a:b@c/d', 'postgresql://a@c:5432/d']) {
    assert.deepEqual(blamed(databaseConfig, { DATABASE_URL: url }), []);
  }
  for (const url of ['localhost', 'mysql://a', 'postgres:/x']) {
    assert.deepEqual(blamed(databaseConfig, { DATABASE_URL: url }), ['DATABASE_URL'], url);
  }
  const collector = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
  for (const headers of ['authorization', 'a=b,c', 'a=%E0%A4']) {
    const env = { ...collector, OTEL_EXPORTER_OTLP_HEADERS: headers };
    assert.deepEqual(blamed(serviceConfig, env), ['OTEL_EXPORTER_OTLP_HEADERS'], headers);
  }
  assert.deepEqual(blamed(serviceConfig, { ...collector, OTEL_EXPORTER_OTLP_HEADERS: 'a=b%20c, d=e' }), []);
});

test('a number that cannot be represented exactly is an error', () => {
  assert.deepEqual(blamed(serviceConfig, { STOP_GRACE_SECONDS: '9'.repeat(22) }), ['STOP_GRACE_SECONDS']);
  assert.deepEqual(blamed(serviceConfig, { STOP_GRACE_SECONDS: '86400' }), []);
});
