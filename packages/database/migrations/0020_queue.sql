-- The queue is read from indexes in order, however long it is.

-- A claim takes mail from each lane in turn, so that one sender's thousands of mails do not delay another's single mail. Mail with a
-- smaller precedence goes first.
alter table deliveries add column precedence smallint not null default 0;
alter table deliveries add column lane smallint not null default 0; -- of 256, by the account that sent it

create index deliveries_by_lane on deliveries (destination, precedence, lane, next_attempt_at, mail_id)
  where state = 'queued' and destination is not null;

-- Finds what is due at one destination without reading what is due elsewhere.
create index deliveries_due_local on deliveries (next_attempt_at) where state = 'queued' and account_id is not null;
create index deliveries_due_remote on deliveries (next_attempt_at) where state = 'queued' and destination is not null;
drop index deliveries_due;

-- Deliveries that failed at their first attempt, the oldest first. Mail that is filed at once is never in this index.
create index deliveries_waiting on deliveries (id) where state = 'queued' and (destination is not null or attempts > 0);

-- The length of the queue. Statements insert their changes, and the clock adds them up. So nothing counts the queue, and no two statements
-- wait for the same row.
create table queue_depth (
  id smallint primary key check (id = 1),
  local bigint not null,
  remote bigint not null
);

create table queue_changes (
  id bigint generated always as identity primary key,
  local integer not null,
  remote integer not null
);

create function note_queue_change(local bigint, remote bigint) returns void language sql as $$
  insert into queue_changes (local, remote) select local, remote where local <> 0 or remote <> 0
$$;

create function deliveries_inserted() returns trigger language plpgsql as $$
begin
  perform note_queue_change(
    count(*) filter (where account_id is not null), count(*) filter (where destination is not null))
  from new_rows where state = 'queued';
  return null;
end $$;

create function deliveries_updated() returns trigger language plpgsql as $$
begin
  perform note_queue_change(sum(local)::bigint, sum(remote)::bigint) from (
    select count(*) filter (where account_id is not null) as local,
      count(*) filter (where destination is not null) as remote from new_rows where state = 'queued'
    union all
    select -count(*) filter (where account_id is not null),
      -count(*) filter (where destination is not null) from old_rows where state = 'queued'
  ) changes;
  return null;
end $$;

create function deliveries_deleted() returns trigger language plpgsql as $$
begin
  perform note_queue_change(
    -count(*) filter (where account_id is not null), -count(*) filter (where destination is not null))
  from old_rows where state = 'queued';
  return null;
end $$;

create trigger deliveries_inserted after insert on deliveries
  referencing new table as new_rows for each statement execute function deliveries_inserted();
create trigger deliveries_updated after update on deliveries
  referencing old table as old_rows new table as new_rows for each statement execute function deliveries_updated();
create trigger deliveries_deleted after delete on deliveries
  referencing old table as old_rows for each statement execute function deliveries_deleted();

insert into queue_depth (id, local, remote)
select 1, count(*) filter (where account_id is not null), count(*) filter (where destination is not null)
from deliveries where state = 'queued';
