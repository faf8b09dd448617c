import assert from 'node:assert/strict';
import { test } from 'node:test';
import Type from 'typebox';
import { loadConfig } from '../config.ts';
import { listenConfig } from './listen.ts';

const schema = Type.Object({ PROXY_PROTOCOL_FROM: listenConfig.PROXY_PROTOCOL_FROM });

test('no address may send PROXY headers by default, and an invalid list is an error', () => {
  assert.deepEqual(loadConfig(schema, {}), { PROXY_PROTOCOL_FROM: '' });
  const ranges = '10.0.0.5, 2001:db8::/32';
  assert.deepEqual(loadConfig(schema, { PROXY_PROTOCOL_FROM: ranges }), { PROXY_PROTOCOL_FROM: ranges });
  assert.throws(
    () => loadConfig(schema, { PROXY_PROTOCOL_FROM: '10.0.0.0/8,lb.example' }),
    /^Error: PROXY_PROTOCOL_FROM: "lb\.example" is neither an IP address nor a range/,
  );
});
