-- The recipients of a redirected mail (docs/decisions/0250-redirect.md), as in RFC 8621 4.1.2.3; null: it was not redirected but sent.
alter table email_submissions add column resent_to jsonb;
