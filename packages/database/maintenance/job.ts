import type { Pool, Queryable } from '../pool.ts';

/** Long work on existing data, done in batches while the platform runs. */
export interface MaintenanceJob {
  /** The name that the migration uses. */
  readonly name: string;
  /** What it does, for operators. */
  readonly summary: string;
  /** Counts from 1. A higher version restarts the job. */
  readonly version: number;
  /** The most items in a batch. */
  readonly maxItems: number;
  /** Returns about how many items there are; null if that cannot be found out quickly. */
  count(db: Queryable): Promise<number | null>;
  /** Returns whether a job that is done has new work, for instance rows that an older release has written in the meantime. */
  isNeeded(db: Queryable): Promise<boolean>;
  /**
   * Works on up to `items` items from a position on. A batch may run twice when its runner was killed, which must do no harm.
   * It must not hold a lock for longer than a batch that small takes.
   */
  batch(pool: Pool, position: Position | null, items: number): Promise<Batch>;
}

/** Whatever a job needs to find its place again; stored as JSON. */
export type Position = Readonly<Record<string, number | string>>;

export interface Batch {
  /** Where the next batch begins; null when this was the last. */
  position: Position | null;
  /** Items looked at. */
  done: number;
  /** How many of them could not be processed. */
  skipped?: number;
}

/** A job as operators see it. */
export interface JobStatus {
  name: string;
  state: 'waiting' | 'running' | 'paused' | 'done';
  done: number;
  skipped: number;
  total: number | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** Failures in a row. */
  failures: number;
  lastError: string | null;
}
