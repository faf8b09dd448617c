-- Whose \Seen is set in a shared mailbox, beside that of its owner (docs/decisions/0156-seen-of-ones-own.md). Null: nobody's.
alter table mailbox_entries add column seen_by bigint[];
