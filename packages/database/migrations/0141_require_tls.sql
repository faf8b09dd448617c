-- Mails that are passed on only by TLS, to servers that promise the same (RFC 8689).
alter table accepted_mails add column require_tls boolean not null default false;
