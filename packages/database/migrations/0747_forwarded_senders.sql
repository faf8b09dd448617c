-- Senders whose address does not fit into a rewritten reverse-path (SRS): it contains a key, and reports find the address here.
create table forwarded_senders (
  key text primary key, -- proves nothing; the code in the reverse-path does
  address text not null,
  used_on date not null default current_date
);
create index forwarded_senders_by_use on forwarded_senders (used_on);
