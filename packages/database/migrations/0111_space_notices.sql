-- Who is told once that the mailbox is almost full, and again only after there was room.
alter table accounts add column space_noticed_at timestamptz;
