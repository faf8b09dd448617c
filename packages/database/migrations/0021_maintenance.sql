-- Long work on what is there already, done in batches beside everything else. A migration names it, mailbox-store does it.
create table maintenance_jobs (
  name text primary key,
  version integer not null default 0, -- of the code that does it; a later one begins again
  state text not null default 'waiting' check (state in ('waiting', 'running', 'paused', 'done')),
  position jsonb, -- where the next batch begins; null: at the start
  done bigint not null default 0, -- items looked at
  skipped bigint not null default 0, -- of them, those that could not be done
  total bigint, -- about how many there are; null: not known
  started_at timestamptz,
  finished_at timestamptz,
  runner uuid, -- who is at it
  leased_until timestamptz, -- until when nobody else takes it
  retry_at timestamptz, -- after a failure
  failures integer not null default 0, -- one after the other
  last_error text
);
