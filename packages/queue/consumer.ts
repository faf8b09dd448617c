import { type FileJob, isFileJob, isRelayJob, type RelayJob } from '@postroom/types';
import { Worker } from 'bullmq';
import { FILE_QUEUE, RELAY_QUEUE } from './producer.ts';
import { openPatientRedis, type RedisOptions } from './redis.ts';

export interface ConsumerOptions extends RedisOptions {
  /** How long a job is a worker's own without a sign of life, ms. */
  lockMs: number;
  /** File jobs worked on at once. */
  fileConcurrency: number;
  /** Relay jobs (destinations) worked on at once. */
  relayConcurrency: number;
  file(job: FileJob): Promise<void>;
  relay(job: RelayJob): Promise<void>;
  /** A job that threw. */
  onFailed?: (error: Error) => void;
}

export interface Consumer extends AsyncDisposable {
  /** Starts taking jobs. */
  start(): void;
}

/**
 * Takes jobs until disposed, which waits for those in progress. A job that throws is forgotten: its rows in Postgres
 * stay due and the sweeper brings them back.
 */
export function createConsumer(options: ConsumerOptions): Consumer {
  const connection = openPatientRedis(options);
  const shared = {
    connection,
    prefix: options.prefix,
    autorun: false,
    skipVersionCheck: true,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
    // The job of a worker that died stands in the way of another for its destination, so this is noticed soon. That a
    // job may then run twice is harmless: the rows in Postgres say who has what, and what is done.
    lockDuration: options.lockMs,
    stalledInterval: Math.ceil(options.lockMs / 2),
  };
  const inProgress = new Set<Promise<void>>();
  const track = (work: Promise<void>): Promise<void> => {
    inProgress.add(work);
    return work.finally(() => inProgress.delete(work));
  };
  let dropped = 0;
  /** Runs the work a job asks for; a job that is none of ours is dropped, and told of once. */
  const runJob = async <Job>(
    isJob: (data: unknown) => data is Job,
    data: unknown,
    work: (job: Job) => Promise<void>,
  ) => {
    if (isJob(data)) await track(work(data));
    else if (dropped++ === 0) options.onFailed?.(new Error('Redis brought a job that is none; more are not told of'));
  };
  const files = new Worker<unknown>(FILE_QUEUE, (job) => runJob(isFileJob, job.data, options.file), {
    ...shared,
    concurrency: options.fileConcurrency,
  });
  const relays = new Worker<unknown>(RELAY_QUEUE, (job) => runJob(isRelayJob, job.data, options.relay), {
    ...shared,
    concurrency: options.relayConcurrency,
  });
  const workers = [files, relays];
  for (const worker of workers) {
    worker.on('error', (error) => options.onError?.(error));
    worker.on('failed', (_job, error) => options.onFailed?.(error));
  }
  return {
    start() {
      for (const worker of workers) worker.run().catch((error: Error) => options.onError?.(error));
    },
    async [Symbol.asyncDispose]() {
      // A worker that closes politely tells Redis, and waits for a Redis that is away.
      const away = connection.status !== 'ready';
      if (away) await Promise.allSettled(inProgress);
      await Promise.allSettled(workers.map((worker) => worker.close(away)));
      connection.disconnect();
    },
  };
}
