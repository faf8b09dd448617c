-- A mail that waits until then is no older than that for its retries and its mailbox (RFC 4865).
alter table accepted_mails add column release_at timestamptz;
