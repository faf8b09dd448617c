-- When the other server was given the mail the last time, and when it had answered: a person is told both of what they sent. Null: it
-- was not tried, or by the release before.
alter table deliveries add column attempted_at timestamptz;
alter table deliveries add column answered_at timestamptz;
