-- Until when a worker has a delivery under way; null: none has. Beside next_attempt_at, which is when it comes due again, so
-- that an operator's "now" does not start a second attempt beside the first.
alter table deliveries add column attempt_until timestamptz;
