-- Mails that are not lines of text (RFC 3030 3): they are sent only by BDAT, and no report contains them.
alter table accepted_mails add column is_binary boolean not null default false;
