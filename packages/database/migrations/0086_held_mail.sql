-- What an account has waiting to be sent later is bounded by its octets too.
alter table email_submissions add column size bigint not null default 0; -- of the mail
