-- Bodies may live in an object store, under a key made of the blob's id. Nothing changes where none is configured.

alter table blobs add column location text; -- null: here, in body or in blob_chunks; 's3': in the object store

create table object_removals ( -- objects whose blob is gone or has come back into the database
  blob_id uuid primary key,
  since timestamptz not null default now()
);
