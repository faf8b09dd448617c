-- What scanners thought of a mail before it was accepted. Nothing changes where none is configured.

alter table accepted_mails
  add column spam boolean not null default false, -- accepted, and filed as \Junk
  add column scans jsonb; -- by scanner, for the mail's trace; null: not scanned
