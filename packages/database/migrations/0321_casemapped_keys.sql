-- The indexes of 0192 in the order of RFC 5051. The previous release uses none of these orders.
-- outside a transaction
create index concurrently if not exists messages_by_from_name on messages (account_id, unicode_casemap(ltrim(left(search_from, 100), '<')) collate "C", id desc);
create index concurrently if not exists messages_by_to_name on messages (account_id, unicode_casemap(ltrim(left(search_to, 100), '<')) collate "C", id desc);
create index concurrently if not exists messages_by_base_subject on messages (account_id, unicode_casemap(base_subject(search_subject)) collate "C", id desc);
drop index concurrently if exists messages_by_from;
drop index concurrently if exists messages_by_to;
drop index concurrently if exists messages_by_subject;
