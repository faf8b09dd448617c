-- Stray chunks are recognised by the age of the newest chunk of their blob, because a slow sender needs hours. PostgreSQL does not write
-- a constant default into existing rows.
alter table blob_chunks add column written_at timestamptz not null default now();
