-- How long a delivery waited for us after it was due: time in which the platform was down does not count against the mail.
alter table deliveries add column overdue_ms bigint not null default 0;
