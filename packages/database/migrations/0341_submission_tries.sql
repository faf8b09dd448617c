-- When the sender last asked to retry its waiting deliveries at once.
alter table email_submissions add column tried_at timestamptz;
