-- What pglz takes for a body is more than all else that its insertion costs (docs/decisions/0140). Bodies that are there stay readable as
-- they are.
do $$ begin
  alter table blobs alter column body set compression lz4;
  alter table blob_chunks alter column data set compression lz4;
exception when feature_not_supported then -- a server that was built without lz4
  alter table blobs alter column body set storage external;
  alter table blob_chunks alter column data set storage external;
end $$;
