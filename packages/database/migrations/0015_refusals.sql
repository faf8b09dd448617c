-- Refusals of some days, and why: "why did you reject my customer's mail?" A flood is one row for each minute and network, with a count.
-- The table is logged: an unlogged one would be lost in a crash, and that is when people ask.
create table refusals (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  service text not null,
  kind text not null,
  network text not null,
  client text,
  helo text,
  login text,
  sender text,
  recipient text,
  mail_id uuid,
  reply text not null,
  count integer not null default 1
);
create index refusals_recipient on refusals (lower(recipient), id) where recipient is not null;
create index refusals_sender on refusals (lower(sender), id) where sender is not null;
create index refusals_login on refusals (lower(login), id) where login is not null;
create index refusals_client on refusals (client, id) where client is not null;
create index refusals_network on refusals (network, id);
create index refusals_mail on refusals (mail_id) where mail_id is not null;
create index refusals_at on refusals (at);
