-- When its sender last asked that what waits of it be tried at once.
alter table email_submissions add column tried_at timestamptz;
