-- The name of a deleted mailbox with a special use: a new mailbox of that name gets the use again (RFC 6154).
alter table account_state add column former_special_uses jsonb not null default '{}';

-- The spelling of each keyword in a mailbox, in the order in which they came; null: not collected from its entries yet.
alter table mailboxes add column keywords text[];

-- The space that an account uses is that of its entries, so a copy counts. Before, it was that of its messages.
update account_state s set used_bytes = m.bytes
from (select account_id, sum(size_bytes)::bigint as bytes from mailboxes group by account_id) m
where m.account_id = s.account_id and s.used_bytes <> m.bytes;
