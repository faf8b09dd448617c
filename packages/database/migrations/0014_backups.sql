-- When a backup was last made, by the postroom command or by other means that say so: for the alarm. One row.
create table last_backup (
  only_one boolean primary key default true check (only_one),
  taken_at timestamptz not null,
  how text not null
);
