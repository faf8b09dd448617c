-- Uploads by HTTP that are not used yet (RFC 8620 6.1).
create table uploads (
  account_id bigint not null,
  blob_id uuid not null,
  uploaded_at timestamptz not null default now(),
  primary key (account_id, blob_id)
);
create index uploads_by_age on uploads (uploaded_at);
create index uploads_by_blob on uploads (blob_id); -- answers "is this blob still in use" when collecting
