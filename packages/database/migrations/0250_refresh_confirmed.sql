-- Whether a program has used the tokens that it got last: until then their answer may have been lost, and the refresh token
-- before them is good still.
alter table login_sessions add column is_confirmed boolean not null default true;
