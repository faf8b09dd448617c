-- How long a delivery waited for us after its time had come: a platform that was away does not count that against the mail.
alter table deliveries add column overdue_ms bigint not null default 0;
