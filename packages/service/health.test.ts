import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Health } from './health.ts';

test('a failing check is reported with its reason', async () => {
  await using health = new Health();
  health.addCheck('database', () => Promise.reject(new Error('password authentication failed for user "mail"')));
  health.addCheck('other', () => Promise.resolve());
  health.serving(true);
  assert.deepEqual(await health.failed(), ['database']);
  assert.deepEqual(await health.troubles(), { database: 'password authentication failed for user "mail"' });
});
