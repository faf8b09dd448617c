import type { Queryable } from '../pool.ts';
import type { Batch, JobStatus, MaintenanceJob, Position } from './job.ts';

/** How long no other runner takes a job after its last sign of life; a batch takes less. */
const LEASE = "interval '5 minutes'";
/** The longest wait after failures. The first wait is half a minute, and each further one is twice as long. */
const LONGEST_WAIT = "interval '1 hour'";
const MAX_ERROR = 500; // in characters

/** A job that belongs to this runner until its lease ends. */
export interface ClaimedJob {
  name: string;
  position: Position | null;
  done: number;
  total: number | null;
}

/** Restarts jobs of which this release has a higher version. */
export async function renewJobs(db: Queryable, jobs: readonly MaintenanceJob[]): Promise<void> {
  await db.query(
    `update maintenance_jobs j set version = n.version, ${AGAIN}
     from unnest($1::text[], $2::int[]) as n (name, version)
     where j.name = n.name and j.version < n.version`,
    [jobs.map(({ name }) => name), jobs.map(({ version }) => version)],
  );
}

/** Restarts a job that is done. */
export async function reopenJob(db: Queryable, name: string): Promise<void> {
  await db.query(`update maintenance_jobs set ${AGAIN} where name = $1 and state = 'done'`, [name]);
}

const AGAIN = `state = case state when 'paused' then 'paused' else 'waiting' end, position = null, done = 0, skipped = 0,
  total = null, started_at = null, finished_at = null, retry_at = null, failures = 0, last_error = null`;

/**
 * Claims the first of these jobs that can run now. Returns null if there is none, or if another runner has it: all runners ask for
 * the same row, so only one gets it.
 */
export async function claimJob(
  db: Queryable,
  jobs: readonly MaintenanceJob[],
  runner: string,
): Promise<ClaimedJob | null> {
  const { rows } = await db.query<ClaimedJob & Record<string, unknown>>(
    `update maintenance_jobs j
     set runner = $3, leased_until = now() + ${LEASE}, state = 'running', started_at = coalesce(started_at, now())
     from (
       select j.name from maintenance_jobs j
       join unnest($1::text[], $2::int[]) with ordinality as n (name, version, place)
         on n.name = j.name and n.version = j.version
       where j.state in ('waiting', 'running') and (j.retry_at is null or j.retry_at <= now())
       order by n.place limit 1
     ) first
     where j.name = first.name and j.state in ('waiting', 'running') and (j.leased_until is null or j.leased_until <= now())
     returning j.name, j.position, j.done, j.total`,
    [jobs.map(({ name }) => name), jobs.map(({ version }) => version), runner],
  );
  return rows[0] ?? null;
}

export async function saveTotal(db: Queryable, name: string, total: number | null): Promise<void> {
  await db.query('update maintenance_jobs set total = $2 where name = $1', [name, total]);
}

/** Stores the progress of a job. Returns whether this runner should go on with it. */
export async function saveBatch(db: Queryable, name: string, runner: string, batch: Batch): Promise<boolean> {
  const { rows } = await db.query<{ state: string }>(
    `update maintenance_jobs set position = $3, done = done + $4, skipped = skipped + $5, failures = 0, last_error = null,
       retry_at = null, leased_until = now() + ${LEASE}, state = case when $6 then 'done' else state end,
       finished_at = case when $6 then now() end
     where name = $1 and runner = $2 returning state`,
    [
      name,
      runner,
      batch.position && JSON.stringify(batch.position),
      batch.done,
      batch.skipped ?? 0,
      batch.position === null,
    ],
  );
  return rows[0]?.state === 'running';
}

/** Stores why a batch failed, and puts the job off. */
export async function saveFailure(db: Queryable, name: string, runner: string, error: unknown): Promise<void> {
  const text = error instanceof Error ? error.message : String(error);
  await db.query(
    `update maintenance_jobs set failures = failures + 1, last_error = $3, runner = null, leased_until = null,
       retry_at = now() + least(interval '30 seconds' * 2 ^ least(failures, 10), ${LONGEST_WAIT})
     where name = $1 and runner = $2`,
    [name, runner, text.replaceAll('\0', '').slice(0, MAX_ERROR)],
  );
}

/** Gives a job up so that other runners can take it. */
export async function releaseJob(db: Queryable, name: string, runner: string): Promise<void> {
  await db.query('update maintenance_jobs set runner = null, leased_until = null where name = $1 and runner = $2', [
    name,
    runner,
  ]);
}

/** Returns every job that a migration has asked for, unfinished ones first. */
export async function listJobs(db: Queryable): Promise<JobStatus[]> {
  const { rows } = await db.query<JobStatus & Record<string, unknown>>(
    `select name, state, done, skipped, total, started_at as "startedAt", finished_at as "finishedAt", failures,
       last_error as "lastError"
     from maintenance_jobs order by state = 'done', name`,
  );
  return rows;
}

/** Pauses a job after its current batch. Returns false if there is no such job or it is done. */
export async function pauseJob(db: Queryable, name: string): Promise<boolean> {
  const { rowCount } = await db.query(
    "update maintenance_jobs set state = 'paused', leased_until = null where name = $1 and state <> 'done'",
    [name],
  );
  return rowCount === 1;
}

/** Resumes a job that is paused, or that waits after a failure. Returns false if there is no such job or it is done. */
export async function resumeJob(db: Queryable, name: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update maintenance_jobs set state = case state when 'paused' then 'waiting' else state end, retry_at = null
     where name = $1 and state <> 'done'`,
    [name],
  );
  return rowCount === 1;
}

/** Restarts all jobs, because rows have come into the tables from elsewhere, for instance from a backup. */
export async function restartJobs(db: Queryable): Promise<void> {
  await db.query(`update maintenance_jobs set ${AGAIN}`);
}
