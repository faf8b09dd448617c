-- Where an account's mail is sent on to, and whether it is kept here as well.
alter table accounts add column forward_to text[];
alter table accounts add column forward_keep boolean not null default true;

-- The accounts of ours that sent a mail on, first to last: none does so twice, and they are named in front of it when it leaves.
alter table accepted_mails add column forwarded_by text[] not null default '{}';
