-- Chunks that no message claims are told by the time of the last one: a slow sender goes on for hours. A default that is
-- the same for all rows is not written into them.
alter table blob_chunks add column written_at timestamptz not null default now();
