-- Whether a message was accepted as a mail: then its trace fields are ours, and it may be redirected (docs/decisions/0250-redirect.md).
alter table blobs add column accepted boolean not null default false;
