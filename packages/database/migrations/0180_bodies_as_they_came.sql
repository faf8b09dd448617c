-- Compressing a body by pglz costs more than the rest of its insertion (docs/decisions/0140). Existing bodies stay as they are and readable.
do $$ begin
  alter table blobs alter column body set compression lz4;
  alter table blob_chunks alter column data set compression lz4;
exception when feature_not_supported then -- a server that was built without lz4
  alter table blobs alter column body set storage external;
  alter table blob_chunks alter column data set storage external;
end $$;
