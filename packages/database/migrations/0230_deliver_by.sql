-- Mails that are late after this time: R returns them, N tells their sender, and T reports each server that accepts them (RFC 2852).
alter table accepted_mails add column deliver_by timestamptz, add column deliver_by_mode text;
