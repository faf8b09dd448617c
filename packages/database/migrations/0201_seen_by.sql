-- The readers of a shared mailbox who have \Seen set, besides its owner (docs/decisions/0156-seen-of-ones-own.md). Null: nobody.
alter table mailbox_entries add column seen_by bigint[];
