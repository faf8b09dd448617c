-- To whom a mail was passed on as it is (docs/decisions/0250-redirect.md): addresses as in RFC 8621 4.1.2.3; null: it was sent.
alter table email_submissions add column resent_to jsonb;
