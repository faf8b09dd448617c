-- How often an account gets a mail about its mail in quarantine, and the language of the platform's mails to it (docs/decisions/0261).
alter table accounts add column notice_language text; -- null: unknown
alter table accounts add column held_notices text check (held_notices in ('off', 'daily', 'weekly')); -- null: as for the platform
alter table accounts add column held_told_at timestamptz;
