-- When the last attempt began, and when the other server had answered: senders see both. Null: not tried yet, or tried by the previous
-- release.
alter table deliveries add column attempted_at timestamptz;
alter table deliveries add column answered_at timestamptz;
