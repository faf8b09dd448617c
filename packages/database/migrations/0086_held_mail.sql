-- Mail of an account that is to be sent later is also limited in octets.
alter table email_submissions add column size bigint not null default 0; -- of the mail
