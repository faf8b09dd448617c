import type { Queryable } from '../pool.ts';
import type { Batch, JobStatus, MaintenanceJob, Position } from './job.ts';

/** So long nobody else takes a job after a sign of life; a batch takes less. */
const LEASE = "interval '5 minutes'";
/** After a failure: half a minute, then twice as long each time, up to this. */
const LONGEST_WAIT = "interval '1 hour'";
const MAX_ERROR = 500; // characters that are kept

/** A job that is this runner's until its lease ends. */
export interface ClaimedJob {
  name: string;
  position: Position | null;
  done: number;
  total: number | null;
}

/** Begins anew what a later version of the code does otherwise. */
export async function renewJobs(db: Queryable, jobs: readonly MaintenanceJob[]): Promise<void> {
  await db.query(
    `update maintenance_jobs j set version = n.version, ${AGAIN}
     from unnest($1::text[], $2::int[]) as n (name, version)
     where j.name = n.name and j.version < n.version`,
    [jobs.map(({ name }) => name), jobs.map(({ version }) => version)],
  );
}

/** Begins a job that was done once more. */
export async function reopenJob(db: Queryable, name: string): Promise<void> {
  await db.query(`update maintenance_jobs set ${AGAIN} where name = $1 and state = 'done'`, [name]);
}

const AGAIN = `state = case state when 'paused' then 'paused' else 'waiting' end, position = null, done = 0, skipped = 0,
  total = null, started_at = null, finished_at = null, retry_at = null, failures = 0, last_error = null`;

/**
 * Takes the first of these jobs that there is something to do for; null if there is none or another runner has it. Two runners
 * ask for the same row, so one of them gets it.
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

/** Keeps how far a job is, and says whether this runner goes on with it. */
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

/** Keeps why a batch failed, and puts the job off. */
export async function saveFailure(db: Queryable, name: string, runner: string, error: unknown): Promise<void> {
  const text = error instanceof Error ? error.message : String(error);
  await db.query(
    `update maintenance_jobs set failures = failures + 1, last_error = $3, runner = null, leased_until = null,
       retry_at = now() + least(interval '30 seconds' * 2 ^ least(failures, 10), ${LONGEST_WAIT})
     where name = $1 and runner = $2`,
    [name, runner, text.replaceAll('\0', '').slice(0, MAX_ERROR)],
  );
}

/** Lets others go on with it. */
export async function releaseJob(db: Queryable, name: string, runner: string): Promise<void> {
  await db.query('update maintenance_jobs set runner = null, leased_until = null where name = $1 and runner = $2', [
    name,
    runner,
  ]);
}

/** Every job that a migration has asked for, the unfinished first. */
export async function listJobs(db: Queryable): Promise<JobStatus[]> {
  const { rows } = await db.query<JobStatus & Record<string, unknown>>(
    `select name, state, done, skipped, total, started_at as "startedAt", finished_at as "finishedAt", failures,
       last_error as "lastError"
     from maintenance_jobs order by state = 'done', name`,
  );
  return rows;
}

/** Stops a job after its batch. Returns false if there is none of this name or it is done. */
export async function pauseJob(db: Queryable, name: string): Promise<boolean> {
  const { rowCount } = await db.query(
    "update maintenance_jobs set state = 'paused', leased_until = null where name = $1 and state <> 'done'",
    [name],
  );
  return rowCount === 1;
}

/** Goes on with a job that was paused, or that waits after a failure. Returns false as above. */
export async function resumeJob(db: Queryable, name: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update maintenance_jobs set state = case state when 'paused' then 'waiting' else state end, retry_at = null
     where name = $1 and state <> 'done'`,
    [name],
  );
  return rowCount === 1;
}

/** Begins all of them again: other rows have come into the tables, a backup's for instance. */
export async function restartJobs(db: Queryable): Promise<void> {
  await db.query(`update maintenance_jobs set ${AGAIN}`);
}
