import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deviceOf } from './device.ts';

test('a device is named by its browser and system', () => {
  const chrome =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36';
  assert.equal(deviceOf(chrome), 'Chrome on Linux');
  // A Chrome without a window says so in its name.
  assert.equal(deviceOf(chrome.replace('Chrome', 'HeadlessChrome')), 'Chrome on Linux');
  assert.equal(deviceOf('curl/8.5.0'), 'curl/8.5.0');
  assert.equal(deviceOf(undefined), 'unknown');
});
