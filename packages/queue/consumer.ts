import { type FileJob, isFileJob, isRelayJob, type RelayJob } from '@postroom/types';
import { Worker } from 'bullmq';
import { FILE_QUEUE, RELAY_QUEUE } from './producer.ts';
import { openPatientRedis, type RedisOptions } from './redis.ts';

export interface ConsumerOptions extends RedisOptions {
  /** How long a job belongs to a worker without a sign of life, in ms. */
  lockMs: number;
  /** How many file jobs run at once. */
  fileConcurrency: number;
  /** How many relay jobs (destinations) run at once. */
  relayConcurrency: number;
  file(job: FileJob): Promise<void>;
  relay(job: RelayJob): Promise<void>;
  /** Gets the error of a job that threw. */
  onFailed?: (error: Error) => void;
}

export interface Consumer extends AsyncDisposable {
  /** Starts taking jobs. */
  start(): void;
}

/**
 * Takes jobs until disposed; disposal waits for jobs in progress. A job that throws is forgotten: its rows in Postgres
 * stay due, and the sweeper queues them again.
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
    // The job of a dead worker blocks the next job for its destination, so it must be noticed soon. If a job then runs twice, no harm
    // is done: the rows in Postgres say who has which delivery and what is done.
    lockDuration: options.lockMs,
    stalledInterval: Math.ceil(options.lockMs / 2),
  };
  const inProgress = new Set<Promise<void>>();
  const track = (work: Promise<void>): Promise<void> => {
    inProgress.add(work);
    return work.finally(() => inProgress.delete(work));
  };
  let dropped = 0;
  /** Runs the work of a job. A job that is not ours is dropped; only the first is reported. */
  const runJob = async <Job>(
    isJob: (data: unknown) => data is Job,
    data: unknown,
    work: (job: Job) => Promise<void>,
  ) => {
    if (isJob(data)) await track(work(data));
    else if (dropped++ === 0)
      options.onFailed?.(new Error('ignored an invalid job from Redis; further ones are not logged'));
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
      // A regular close talks to Redis and would wait for it while it is away, so then it is forced.
      const away = connection.status !== 'ready';
      if (away) await Promise.allSettled(inProgress);
      await Promise.allSettled(workers.map((worker) => worker.close(away)));
      connection.disconnect();
    },
  };
}
