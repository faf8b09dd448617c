import { type Batcher, createBatcher, type Pool } from '@postroom/database';
import type { StagedBlob } from '@postroom/mailbox';
import type { Producer } from '@postroom/queue';
import type { Logger } from '@postroom/service';
import { acceptMails, type NewMail } from '@postroom/transit';

export interface Acceptance {
  mail: NewMail;
  blob: StagedBlob;
}

/** Resolves when the mail is durable: the 250 may be sent. Rejects when it is certain, or after 20 s likely, that not. */
export type Accept = (acceptance: Acceptance) => Promise<void>;

const MAX_BATCH = 100; // messages; each has 256 KiB in memory at most
const MAX_JOB = 500; // delivery ids
const CONFIRM_MS = 20_000;

/** Group commit: sessions that end DATA while a transaction is in flight share the next one. */
export function createAccept(pool: Pool, producer: Producer, log: Logger): Accept {
  const batcher: Batcher<Acceptance, void> = createBatcher({ maxItems: MAX_BATCH }, async (batch) => {
    await commit(pool, batch, log);
    void hand(producer, batch, log);
    return batch.map(() => undefined);
  });
  return (acceptance) => batcher.add(acceptance);
}

async function commit(pool: Pool, batch: Acceptance[], log: Logger): Promise<void> {
  try {
    await acceptMails(
      pool,
      batch.map(({ mail }) => mail),
      batch.map(({ blob }) => blob),
    );
  } catch (error) {
    log.warn({ err: error, mails: batch.length }, 'accepting failed');
    if (!(await wasCommitted(pool, batch))) throw error;
  }
}

/**
 * A connection lost during COMMIT leaves open whether it happened; answering 451 for a mail that is stored would bring
 * it twice. So the answer waits until the database can be asked.
 */
async function wasCommitted(pool: Pool, batch: Acceptance[]): Promise<boolean> {
  const deadline = Date.now() + CONFIRM_MS;
  while (Date.now() < deadline) {
    try {
      const { rowCount } = await pool.query('select 1 from accepted_mails where id = $1', [batch[0]?.mail.id]);
      return rowCount === 1;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
  return false;
}

/** Tells the workers. Not waited for: what Redis does not hear of, the sweeper finds. */
async function hand(producer: Producer, batch: Acceptance[], log: Logger): Promise<void> {
  const deliveries = batch.flatMap(({ mail }) => mail.deliveries);
  const local = deliveries.filter((delivery) => delivery.accountId).map((delivery) => delivery.id);
  const destinations = deliveries.flatMap((delivery) => delivery.destination ?? []);
  try {
    for (let at = 0; at < local.length; at += MAX_JOB) await producer.file(local.slice(at, at + MAX_JOB));
    await producer.relay(destinations);
  } catch (error) {
    log.warn({ err: error }, 'queue not reached; the sweeper will bring this mail');
  }
}
