-- What the statistical filter has learned (docs/decisions/0091-the-filter.md). Account 0 holds what all accounts have learned together.

create table filter_states (
  account_id bigint primary key,
  modseq bigint not null default 0, -- moves up to this modseq of the Junk mailbox were looked at
  spam integer not null default 0, -- messages that were learned
  ham integer not null default 0,
  shared integer not null default 0 -- of these, those that count for all accounts
);

-- How each message was learned, so that a message that is moved back is unlearned.
create table filter_lessons (
  account_id bigint not null,
  message_id bigint not null,
  is_spam boolean not null,
  is_shared boolean not null,
  primary key (account_id, message_id)
);

create table filter_tokens (
  account_id bigint not null,
  token bigint not null, -- a hash of a word
  spam integer not null,
  ham integer not null,
  seen_on date not null default current_date,
  primary key (account_id, token)
);
