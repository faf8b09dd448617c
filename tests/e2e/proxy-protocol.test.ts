import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixture } from './proxy-protocol/platform.testing.ts';
import './proxy-protocol/clients.testing.ts';
import './proxy-protocol/whom-it-counts.testing.ts';
import './proxy-protocol/broken-headers.testing.ts';

// Behind load balancers that speak the PROXY protocol, every port sees the client's address, and trusts nobody else. All cases share a platform.

test('no service has crashed or logged an error', () => {
  assert.deepEqual(fixture.complaints(), []);
});
