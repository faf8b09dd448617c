import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KNOWN_VARIABLES } from './known-variables.ts';
import { misspeltVariables } from './unknown-variables.ts';

function misspelt(...names: string[]) {
  const env = Object.fromEntries(names.map((name) => [name, 'x']));
  return misspeltVariables(env, KNOWN_VARIABLES).map(({ name, meant }) => `${name} ${meant}`);
}

test('a misspelt variable is found, with the one that was meant', () => {
  assert.deepEqual(misspelt('SMTP_PROT', 'DATABASE_ULR', 'LOG_LEVL', 'TLS_CERTFILE', 'DATA_DRI', 'ADMIN_TOKEN_FIEL'), [
    'ADMIN_TOKEN_FIEL ADMIN_TOKEN_FILE',
    'DATABASE_ULR DATABASE_URL',
    'DATA_DRI DATA_DIR',
    'LOG_LEVL LOG_LEVEL',
    'SMTP_PROT SMTP_PORT',
    'TLS_CERTFILE TLS_CERT_FILE',
  ]);
});

test('known variables, those of other programs and unset ones are not reported', () => {
  assert.deepEqual(misspelt(...KNOWN_VARIABLES, ...KNOWN_VARIABLES.map((name) => `${name}_FILE`)), []);
  const others = [
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'NO_PROXY',
    'NODE_ENV',
    'LC_ALL',
    'SSH_TTY',
    'XDG_DATA_HOME',
    'SSL_CERT_FILE',
  ];
  const services = ['SMTP_SERVICE_PORT', 'REDIS_PORT', 'REDIS_PORT_6379_TCP', 'REDIS_SERVICE_HOST', 'NODE_OPTIONS'];
  assert.deepEqual(misspelt(...others, ...services, 'http_port', 'PATH', 'HTTPPORT'), []);
  assert.deepEqual(misspeltVariables({ SMTP_PROT: '' }, KNOWN_VARIABLES), []);
});
