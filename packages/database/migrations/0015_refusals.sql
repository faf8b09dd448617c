-- Who was refused what and why, for some days: "why did you reject my customer's mail?" A flood is one row a minute and
-- network, with its count. Unlogged would be lost in a crash, which is when people ask.
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
