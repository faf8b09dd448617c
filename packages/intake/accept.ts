import { setTimeout as sleep } from 'node:timers/promises';
import type { StagedBlob } from '@postroom/blobs';
import { type Batcher, createBatcher, OutcomeUnknown, type Pool, statement } from '@postroom/database';
import type { Producer } from '@postroom/queue';
import type { Logger, Span } from '@postroom/service';
import { acceptMails, type NewMail, wasAccepted } from '@postroom/transit';

export interface Acceptance {
  mail: NewMail;
  blob: StagedBlob;
  /** Covers the wait for the commit. */
  span: Span;
}

/**
 * Resolves when the message is durable: then the 250 may be sent. Rejects when the message is certainly not stored, or when the database
 * could not be asked for CONFIRM_MS.
 */
export type Accept = (acceptance: Acceptance) => Promise<void>;

const MAX_BATCH = 100; // messages; each has 256 KiB in memory at most
const MAX_BATCH_DELIVERIES = 5_000;
const MAX_JOB = 500; // delivery ids
const CONFIRM_MS = 120_000; // clients wait 10 minutes (RFC 5321 4.5.3.2.6)
const CONFIRM_PAUSE_MS = 250;

/**
 * Creates the group commit: sessions that end DATA while a transaction is in flight share the next one.
 * @param fileGraceMs how long the queue has to file the message before the sweeper hands it over again
 */
export function createAccept(pool: Pool, producer: Producer, log: Logger, fileGraceMs?: number): Accept {
  const weigh = { maxWeight: MAX_BATCH_DELIVERIES, weightOf: ({ mail }: Acceptance) => mail.deliveries.length };
  const limits = { maxItems: MAX_BATCH, weigh };
  const batcher: Batcher<Acceptance, void | Promise<void>> = createBatcher(limits, async (batch) => {
    try {
      await store(pool, batch, fileGraceMs);
    } catch (error) {
      log.warn({ err: error, mails: batch.map(({ mail }) => mail.id) }, 'accepting failed');
      if (!(error instanceof OutcomeUnknown)) throw error;
      // Only these sessions wait until the outcome is known; the next batch goes on.
      const confirmed = confirm(pool, batch, error).then(() => void hand(producer, batch, log));
      return batch.map(() => confirmed);
    }
    void hand(producer, batch, log);
    return batch.map(() => undefined);
  });
  return async (acceptance) => batcher.add(acceptance);
}

async function store(pool: Pool, batch: Acceptance[], fileGraceMs?: number): Promise<void> {
  const mails = batch.map(({ mail }) => mail);
  const blobs = batch.map(({ blob }) => blob);
  for (const { span } of batch) span.event('statement', { mails: batch.length });
  await statement(pool, (db) => acceptMails(db, mails, blobs, fileGraceMs));
}

/**
 * Waits until the outcome of a batch is known after its connection was lost: a 451 for a message that is stored would bring the message
 * twice. Throws `error` when the batch is not stored.
 */
async function confirm(pool: Pool, [first]: Acceptance[], error: OutcomeUnknown): Promise<void> {
  const deadline = performance.now() + CONFIRM_MS;
  while (first && performance.now() < deadline) {
    try {
      if (await wasAccepted(pool, first.mail)) return;
      break;
    } catch {
      await sleep(CONFIRM_PAUSE_MS);
    }
  }
  throw error;
}

/** Queues jobs for the workers, without waiting. The sweeper finds what Redis misses, and mail that waits for its time. */
async function hand(producer: Producer, batch: Acceptance[], log: Logger): Promise<void> {
  const deliveries = batch.flatMap(({ mail }) =>
    mail.releaseAt ? [] : mail.deliveries.filter(({ quarantine }) => !quarantine),
  );
  const local = deliveries.filter((delivery) => delivery.accountId).map((delivery) => delivery.id);
  const destinations = deliveries.flatMap((delivery) => delivery.destination ?? []);
  try {
    for (let at = 0; at < local.length; at += MAX_JOB) await producer.file(local.slice(at, at + MAX_JOB));
    await producer.relay(destinations);
  } catch (error) {
    log.warn({ err: error }, 'queue not reached; the sweeper will bring this mail');
  }
}
