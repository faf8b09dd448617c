-- Who reads the mail for a domain's postmaster (RFC 5321 4.5.1), before its catch-all; null: nobody is named.
alter table domains add column postmaster text;
