import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPool, transaction, uuidv7 } from '@postroom/database';
import { createMetrics, type Metrics } from '@postroom/service';
import { testDatabase } from '@postroom/testkit';
import { insertMails } from '@postroom/transit';
import { createQueueMetrics } from './metrics.ts';

test('metrics distinguish mail waiting for a worker from mail waiting for its next attempt', async () => {
  await using database = await testDatabase();
  const pool = openPool({ url: database.url, name: 'test' });
  const metrics = createMetrics('test');
  const measure = createQueueMetrics(metrics, pool);
  const recipients = ['late@else.example', 'next-hour@else.example'];
  await transaction(pool, (tx) =>
    insertMails(tx, [
      {
        id: uuidv7(),
        blobId: uuidv7(),
        size: 1,
        reversePath: '',
        source: 'generated',
        messageId: '',
        protocol: 'ESMTP',
        deliveries: recipients.map((recipient) => ({
          id: uuidv7(),
          recipient,
          originalRecipient: recipient,
          destination: 'else.example',
        })),
      },
    ]),
  );
  await pool.query("update deliveries set next_attempt_at = now() - interval '90 s' where recipient like 'late@%'");
  await pool.query("update deliveries set next_attempt_at = now() + interval '1 h' where recipient like 'next-hour@%'");

  await measure();
  assert.equal(await figure(metrics, 'postroom_queue_deliveries', 'remote'), 2);
  assert.equal(await figure(metrics, 'postroom_queue_due_deliveries', 'remote'), 1);
  assert.equal(await figure(metrics, 'postroom_queue_due_deliveries', 'local'), 0);
  const overdue = await figure(metrics, 'postroom_queue_overdue_seconds');
  assert.ok(overdue >= 90 && overdue < 120, `${overdue}`);

  await pool.end();
  await assert.rejects(measure());
  assert.ok(Number.isNaN(await figure(metrics, 'postroom_queue_overdue_seconds')));
});

async function figure(metrics: Metrics, name: string, kind?: string): Promise<number> {
  const values = (await metrics.getSingleMetric(name)?.get())?.values ?? [];
  return values.find(({ labels }) => kind === undefined || labels.kind === kind)?.value ?? Number.POSITIVE_INFINITY;
}
