import type { Pool, Queryable } from '../pool.ts';

/** Long work on what is there already, done in batches beside everything else. */
export interface MaintenanceJob {
  /** As the migration names it. */
  readonly name: string;
  /** What it does, for operators. */
  readonly summary: string;
  /** From 1 on. A higher one begins again from the start. */
  readonly version: number;
  /** Items of a batch at most. */
  readonly maxItems: number;
  /** How many items there are, about; null if that cannot be told quickly. */
  count(db: Queryable): Promise<number | null>;
  /** Whether there is something to do again after the end: what the release before has written meanwhile. */
  isNeeded(db: Queryable): Promise<boolean>;
  /**
   * Works on up to so many items from a position on. A batch may be done twice, when its runner was killed, so it must do no harm
   * then; and it holds no lock for longer than `items` of its own choosing take.
   */
  batch(pool: Pool, position: Position | null, items: number): Promise<Batch>;
}

/** Whatever a job wants to find its place by; kept as JSON. */
export type Position = Readonly<Record<string, number | string>>;

export interface Batch {
  /** Where the next one begins; null: this was the last. */
  position: Position | null;
  /** Items looked at. */
  done: number;
  /** Of them, those that could not be done. */
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
  /** One after the other. */
  failures: number;
  lastError: string | null;
}
