-- Whether a program has used its newest tokens. Until then the response with them may have been lost, and the previous refresh token is
-- still valid.
alter table login_sessions add column is_confirmed boolean not null default true;
