import assert from 'node:assert/strict';
import { test } from 'node:test';
import Type from 'typebox';
import { loadConfig } from './config.ts';
import { parsePublicServers } from './public-servers.ts';
import { publicConfig } from './shared-config/public.ts';

test('servers for mail programs are given with their port, and their host if it differs', () => {
  assert.deepEqual(parsePublicServers('imaps=993, submission=smtp.example.org:587', 'mail.example.org'), [
    { service: 'imaps', protocol: 'imap', tls: 'implicit', host: 'mail.example.org', port: 993 },
    { service: 'submission', protocol: 'submission', tls: 'starttls', host: 'smtp.example.org', port: 587 },
  ]);
  assert.deepEqual(parsePublicServers('', 'mail.example.org'), []);
});

test('an invalid list of servers is an error at the start', () => {
  const load = (value: string) => loadConfig(Type.Object(publicConfig), { PUBLIC_SERVERS: value });
  for (const value of [
    'imaps',
    'imaps=0',
    'imaps=65536',
    'imaps=993:x',
    'https=443',
    'imaps=993,imaps=994',
    'toString=1',
  ]) {
    assert.throws(() => load(value), /PUBLIC_SERVERS/, value);
  }
  assert.throws(() => load('imaps=a b:993'), /PUBLIC_SERVERS/);
  load('imaps=2993,imap=2143');
});
