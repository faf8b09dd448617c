-- Until when a worker has a delivery; null: no worker has it. next_attempt_at says when it is due again. There are two columns, so that
-- an operator's "retry now" does not start a second attempt beside the first.
alter table deliveries add column attempt_until timestamptz;
