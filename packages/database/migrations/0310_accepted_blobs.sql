-- Whether a message was taken in as a mail: what stands in front of it is ours then, and it may be passed on as it is
-- (docs/decisions/0250-redirect.md).
alter table blobs add column accepted boolean not null default false;
