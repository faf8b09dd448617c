-- Mail that is held until this time counts its age from then, for retries and in its mailbox (RFC 4865).
alter table accepted_mails add column release_at timestamptz;
