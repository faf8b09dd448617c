-- The verdicts of scanners on a mail before it was accepted. Without scanners nothing changes.

alter table accepted_mails
  add column spam boolean not null default false, -- accepted, and filed in \Junk
  add column scans jsonb; -- by scanner, for the mail's trace; null: not scanned
