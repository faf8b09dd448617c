import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certificateId } from './certificate-id.ts';
import { renewalWithin } from './renewal-info.ts';

test('RFC 9773 4.1: a certificate is named by its authority key identifier and serial number', () => {
  const key = '69885b6b87464041e1b37b847ba0ae2cde01c8d4';
  const extension = Buffer.from(`30220603551d2304183016801${'4'}${key}`, 'hex');
  const id = (serialNumber: string, raw = extension) => certificateId({ raw, serialNumber });
  assert.equal(id('87654321'), 'aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE');
  assert.equal(id('7'), 'aYhba4dGQEHhs3uEe6CuLN4ByNQ.Bw');
  assert.equal(id('7', Buffer.from('3000', 'hex')), null, 'it does not say by which key it is');
  for (let length = 0; length < extension.length; length++) assert.equal(id('7', extension.subarray(0, length)), null);
});

test('a planned renewal within the window suggested by the authority stays where it is', () => {
  const [from, to] = [new Date('2026-12-01T00:00:00Z'), new Date('2026-12-03T00:00:00Z')];
  const planned = new Date('2026-12-02T07:00:00Z');
  assert.equal(renewalWithin({ from, to }, planned), planned);
  for (const other of ['2026-11-30T00:00:00Z', '2026-12-04T00:00:00Z']) {
    assert.deepEqual(renewalWithin({ from, to }, new Date(other), 0), from);
    assert.deepEqual(renewalWithin({ from, to }, new Date(other), 0.5), new Date('2026-12-02T00:00:00Z'));
  }
});
