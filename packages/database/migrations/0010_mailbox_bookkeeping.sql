-- Which name a special use was at when its mailbox was deleted: one made again has it again (RFC 6154).
alter table account_state add column former_special_uses jsonb not null default '{}';

-- How each keyword is spelled in a mailbox, in the order they came; null: not gathered from its entries yet.
alter table mailboxes add column keywords text[];

-- The space an account uses is that of its entries: a copy counts. Until now it was that of its messages.
update account_state s set used_bytes = m.bytes
from (select account_id, sum(size_bytes)::bigint as bytes from mailboxes group by account_id) m
where m.account_id = s.account_id and s.used_bytes <> m.bytes;
