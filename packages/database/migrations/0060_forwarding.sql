-- Where the mail of an account is forwarded to, and whether it is also kept here.
alter table accounts add column forward_to text[];
alter table accounts add column forward_keep boolean not null default true;

-- The accounts here that forwarded a mail, the first one first: none does so twice, and its header names them when it leaves.
alter table accepted_mails add column forwarded_by text[] not null default '{}';
