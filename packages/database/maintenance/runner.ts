import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from '../pool.ts';
import { uuidv7 } from '../uuid.ts';
import type { MaintenanceJob } from './job.ts';
import {
  type ClaimedJob,
  claimJob,
  releaseJob,
  renewJobs,
  reopenJob,
  saveBatch,
  saveFailure,
  saveTotal,
} from './job-rows.ts';

export interface MaintenanceOptions {
  /** The share of time, in percent, that batches may take; the rest is pauses. */
  sharePercent: number;
  onFailure(job: string, error: unknown): void;
  onFinished(job: string): void;
}

/** The size of batches is adjusted so that each takes about this long. */
const AIM_MS = 200;
const LONGEST_PAUSE_MS = 60_000;
const FIRST_ITEMS = 100;

/** Runs maintenance jobs, one at a time among all replicas, slowly enough that nobody notices. */
export class MaintenanceRunner implements AsyncDisposable {
  readonly #pool: Pool;
  readonly #jobs: readonly MaintenanceJob[];
  readonly #options: MaintenanceOptions;
  readonly #id = uuidv7();
  readonly #stop = new AbortController();
  #turn: Promise<void> = Promise.resolve();

  constructor(pool: Pool, jobs: readonly MaintenanceJob[], options: MaintenanceOptions) {
    this.#pool = pool;
    this.#jobs = jobs;
    this.#options = options;
  }

  /** Runs until no job can be worked on now. */
  run(): Promise<void> {
    this.#turn = this.#turn.catch(() => {}).then(() => this.#workOff());
    return this.#turn;
  }

  /** Restarts jobs that are done but have new work. */
  async lookAgain(): Promise<void> {
    for (const job of this.#jobs) if (await job.isNeeded(this.#pool)) await reopenJob(this.#pool, job.name);
  }

  /** Stops after the current batch and gives the job up, so that another replica can go on at once. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#turn.catch(() => {});
  }

  async #workOff(): Promise<void> {
    await renewJobs(this.#pool, this.#jobs);
    while (!this.#stop.signal.aborted) {
      const claimed = await claimJob(this.#pool, this.#jobs, this.#id);
      const job = this.#jobs.find(({ name }) => name === claimed?.name);
      if (!claimed || !job) return;
      await this.#work(job, claimed);
    }
  }

  async #work(job: MaintenanceJob, claimed: ClaimedJob): Promise<void> {
    let { position } = claimed;
    let items = Math.min(FIRST_ITEMS, job.maxItems);
    try {
      if (position === null) await saveTotal(this.#pool, job.name, await job.count(this.#pool));
      for (let goesOn = true; goesOn && !this.#stop.signal.aborted; ) {
        const since = performance.now();
        const batch = await job.batch(this.#pool, position, items);
        goesOn = await saveBatch(this.#pool, job.name, this.#id, batch);
        position = batch.position;
        if (position === null) this.#options.onFinished(job.name);
        const tookMs = performance.now() - since;
        if (tookMs > 2 * AIM_MS) items = Math.max(1, Math.floor(items / 2));
        if (tookMs < AIM_MS / 2) items = Math.min(job.maxItems, 2 * items);
        if (goesOn) await this.#rest(tookMs);
      }
      await releaseJob(this.#pool, job.name, this.#id);
    } catch (error) {
      this.#options.onFailure(job.name, error);
      await saveFailure(this.#pool, job.name, this.#id, error);
    }
  }

  async #rest(tookMs: number): Promise<void> {
    const restMs = Math.min(tookMs * (100 / this.#options.sharePercent - 1), LONGEST_PAUSE_MS);
    await pause(restMs, undefined, { signal: this.#stop.signal }).catch(() => {});
  }
}
