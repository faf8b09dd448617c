import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { expired, nextNight } from '../../deploy/image/backup-plan.ts';

const name = (day: number) => `postroom-202611${String(day).padStart(2, '0')}T020000Z.backup.gz`;
const now = new Date('2026-11-27T03:00:00Z');

test('backups older than the retention are removed, except the last three and files that are not ours', () => {
  const files = [name(27), name(26), name(12), name(14), name(1), 'notes.txt', 'postroom-old.backup.gz'];
  assert.deepEqual(expired(files, now, 14), [name(1), name(12)]);
  assert.deepEqual(expired([name(1), name(2), name(3)], now, 14), []);
  assert.deepEqual(expired([name(1), name(2), name(3), name(4)], now, 14), [name(1)]);
  assert.deepEqual(expired([`${name(1)}.part`], now, 1), []);
});

test('the nightly backup comes once a day', () => {
  const at = (hour: number) => new Date(2026, 10, 27, hour, 30);
  assert.deepEqual(nextNight(at(1), 2), new Date(2026, 10, 27, 2));
  assert.deepEqual(nextNight(at(2), 2), new Date(2026, 10, 28, 2));
  assert.deepEqual(nextNight(new Date(2026, 11, 31, 12), 2), new Date(2027, 0, 1, 2));
});

test('a backup folder that cannot be written to is reported at the start, not at night', {
  skip: existsSync('/backups'),
}, () => {
  const main = fileURLToPath(new URL('../../deploy/image/backup.ts', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [main], { encoding: 'utf8' });
  assert.equal(status, 78);
  assert.match(stderr, /^backup cannot start:\n\/backups cannot be written to \(ENOENT\): .*install -d -o 10001/);
});
