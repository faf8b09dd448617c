-- Long work on existing rows, done in batches while the platform runs. A migration names the job, and mailbox-store does it.
create table maintenance_jobs (
  name text primary key,
  version integer not null default 0, -- of the job's code; a newer version begins again
  state text not null default 'waiting' check (state in ('waiting', 'running', 'paused', 'done')),
  position jsonb, -- where the next batch begins; null: at the start
  done bigint not null default 0, -- items looked at
  skipped bigint not null default 0, -- of these, the items that could not be done
  total bigint, -- about how many there are; null: not known
  started_at timestamptz,
  finished_at timestamptz,
  runner uuid, -- the process that does it
  leased_until timestamptz, -- until then no other process takes it
  retry_at timestamptz, -- after a failure
  failures integer not null default 0, -- in a row
  last_error text
);
