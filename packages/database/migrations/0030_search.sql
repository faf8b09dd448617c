-- Text for search lies apart from messages, and an index of its grams finds the messages worth looking into (docs/decisions/0028).
-- background: index-messages

create table message_texts (
  account_id bigint not null,
  message_id bigint not null,
  text text not null, -- decoded and case-folded
  is_cut boolean not null, -- the message says more: a search looks into it
  primary key (account_id, message_id)
);

-- Compressing a text takes longer than all else that filing its message does here, and reading it longer than looking through it.
alter table message_texts alter column text set storage external;

-- Which messages of an account are indexed: those whose ids are in one of these ranges.
create table search_segments (
  account_id bigint not null,
  first_id bigint not null,
  last_id bigint not null,
  gram_version smallint not null, -- of the code that chose the grams
  messages integer not null, -- how many there were
  unsure bytea not null, -- messages of which the index does not know all
  primary key (account_id, first_id)
);

-- In which messages of a segment grams are: many short lists a row, from one gram on to that of the next row.
create table search_postings (
  account_id bigint not null,
  segment_id bigint not null, -- its first_id
  first_gram integer not null,
  data bytea not null,
  primary key (account_id, segment_id, first_gram)
);
alter table search_postings alter column data set storage plain;

-- Accounts that have a segment's worth of messages which no segment has.
create table search_backlog (
  account_id bigint primary key,
  since timestamptz not null default now()
);

insert into search_backlog (account_id) select account_id from account_state where next_id > 4096;
