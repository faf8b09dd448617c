-- Who is told by mail of what is kept apart for him, how often, and in which language the house writes to him (docs/decisions/0261).
alter table accounts add column notice_language text; -- null: it is not known
alter table accounts add column held_notices text check (held_notices in ('off', 'daily', 'weekly')); -- null: as the platform has it
alter table accounts add column held_told_at timestamptz;
