-- The text for search is stored apart from messages, and an index of its grams finds candidates (docs/decisions/0028).
-- background: index-messages

create table message_texts (
  account_id bigint not null,
  message_id bigint not null,
  text text not null, -- decoded and case-folded
  is_cut boolean not null, -- the message has more text: a search reads it
  primary key (account_id, message_id)
);

-- Compressing a text would take longer than the rest of filing its message, and decompressing it longer than searching it.
alter table message_texts alter column text set storage external;

-- The indexed messages of an account: those whose ids are in one of these ranges.
create table search_segments (
  account_id bigint not null,
  first_id bigint not null,
  last_id bigint not null,
  gram_version smallint not null, -- of the code that chose the grams
  messages integer not null, -- how many there were
  unsure bytea not null, -- messages that are indexed only in part
  primary key (account_id, first_id)
);

-- The messages of a segment that contain each gram: a row has many short lists, from its first gram to that of the next row.
create table search_postings (
  account_id bigint not null,
  segment_id bigint not null, -- its first_id
  first_gram integer not null,
  data bytea not null,
  primary key (account_id, segment_id, first_gram)
);
alter table search_postings alter column data set storage plain;

-- Accounts with enough messages outside all segments for a new segment.
create table search_backlog (
  account_id bigint primary key,
  since timestamptz not null default now()
);

insert into search_backlog (account_id) select account_id from account_state where next_id > 4096;
