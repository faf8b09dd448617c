import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '@postroom/service';
import Type from 'typebox';
import { remoteConfig } from './config.ts';
import { remoteSettings } from './settings.ts';

const settings = (env: Record<string, string>) => remoteSettings(loadConfig(Type.Object(remoteConfig), env));

test('the defaults are MX, port 25 and opportunistic TLS', () => {
  const { port, tls, smarthost } = settings({});
  assert.deepEqual({ port, tls, smarthost }, { port: 25, tls: { policy: 'opportunistic' }, smarthost: undefined });
});

test('TLS policies of other domains are followed unless they are off or TLS is', () => {
  const keeps = (env: Record<string, string>) => settings(env).keepsTlsPolicies;
  assert.deepEqual(
    [keeps({}), keeps({ OUTBOUND_TLS_POLICIES: 'off' }), keeps({ OUTBOUND_TLS: 'never' })],
    [true, false, false],
  );
});

test('a lease is a whole number of seconds and long enough to be renewed', () => {
  assert.equal(settings({}).leaseMs, 30_000);
  assert.equal(settings({ LEASE_SECONDS: '6' }).leaseMs, 6_000);
  for (const value of ['2', '3.5', '3601']) assert.throws(() => settings({ LEASE_SECONDS: value }), /LEASE_SECONDS/);
});

test('a smarthost can have a login', () => {
  const env = { SMARTHOST: 'relay.test:587', SMARTHOST_USERNAME: 'us', SMARTHOST_PASSWORD: 'secret' };
  assert.deepEqual(settings(env).smarthost, {
    host: 'relay.test',
    port: 587,
    tls: { policy: 'required', verify: true },
    auth: { username: 'us', password: 'secret' },
  });
  const plain = settings({ SMARTHOST: '[::1]:2525', SMARTHOST_TLS: 'opportunistic' }).smarthost;
  assert.deepEqual(plain, {
    host: '::1',
    port: 2525,
    tls: { policy: 'opportunistic', verify: false },
    auth: undefined,
  });
  assert.throws(() => settings({ SMARTHOST: 'relay.test' }), /SMARTHOST/);
});

test('an invalid list of DNS servers is reported at the start', () => {
  settings({ DNS_SERVERS: '192.0.2.53, [2001:db8::53]:5353' });
  assert.throws(
    () => settings({ DNS_SERVERS: '192.0.2.53,dns.test' }),
    /DNS_SERVERS: dns.test is not the IP address of a DNS server/,
  );
});
