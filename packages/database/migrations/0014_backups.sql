-- When the last backup was made, by the postroom command or by another program that reports it; for the alert. One row.
create table last_backup (
  only_one boolean primary key default true check (only_one),
  taken_at timestamptz not null,
  how text not null
);
