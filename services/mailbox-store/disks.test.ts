import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { createMetrics } from '@postroom/service';
import { createDiskMetrics } from './disks.ts';

test('size and free space of a disk are measured at once, and a missing folder has neither', async () => {
  const metrics = createMetrics('test');
  createDiskMetrics(metrics, [tmpdir(), '/nowhere']);
  const text = await metrics.metrics();
  const value = (name: string, path: string) =>
    Number(new RegExp(`^${name}\\{path="${path}"[^}]*\\} (\\S+)$`, 'm').exec(text)?.[1]);
  const size = value('postroom_disk_size_bytes', tmpdir());
  assert.ok(size > 0);
  assert.ok(value('postroom_disk_free_bytes', tmpdir()) <= size);
  assert.ok(Number.isNaN(value('postroom_disk_free_bytes', '/nowhere')));
});
