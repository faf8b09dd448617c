-- The facts of a large message that were read while it arrived, kept with its mail until it is filed (docs/decisions/0150).
alter table accepted_mails add column facts text;
do $$ begin
  alter table accepted_mails alter column facts set compression lz4;
exception when feature_not_supported then -- a server that was built without lz4
  alter table accepted_mails alter column facts set storage external;
end $$;
