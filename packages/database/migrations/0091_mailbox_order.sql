-- RFC 8621 2 sortOrder, where a client has set it.
alter table mailboxes add column sort_order bigint;
