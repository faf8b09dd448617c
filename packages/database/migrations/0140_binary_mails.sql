-- Mails that are not lines of text (RFC 3030 3): they go by BDAT alone, and come back in no report.
alter table accepted_mails add column is_binary boolean not null default false;
