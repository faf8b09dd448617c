-- Accounts that were told that their mailbox is almost full. They are told again only after there was room.
alter table accounts add column space_noticed_at timestamptz;
