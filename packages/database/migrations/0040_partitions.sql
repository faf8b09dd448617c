-- Tables that grow with mail are hash-partitioned by account_id (docs/decisions/0041-partitions.md). In an existing platform they stay
-- whole until `postroom maintenance partition` moves them, while mail flows.
-- background: partition

-- The tables: those named here, and those that later migrations add by partition_by_account('name').
create table partitioned_tables (
  name text primary key,
  parts integer not null check (parts between 0 and 1024) -- the wanted number; 0: it stays whole
);

-- Makes new_<name>, an empty copy of a table in so many partitions: columns, defaults, checks, keys and indexes.
create function make_partitioned(name text, parts integer) returns void language plpgsql as $$
declare
  source oid := to_regclass(quote_ident(name));
  storage text;
  statement text;
begin
  execute format('create table %I (like %I including all excluding indexes) partition by hash (account_id)', 'new_' || name, name);
  select 'with (' || string_agg(distinct option, ', ') || ')' into storage
  from pg_class c cross join unnest(c.reloptions) option
  where c.oid = source or c.oid in (select inhrelid from pg_inherits where inhparent = source);
  for part in 0..parts - 1 loop
    execute format('create table %I partition of %I for values with (modulus %s, remainder %s) %s',
      format('%s_%s_of_%s', name, part, parts), 'new_' || name, parts, part, storage);
  end loop;
  for statement in
    select format('alter table %I add constraint %I %s', 'new_' || name, 'new_' || conname, pg_get_constraintdef(oid))
    from pg_constraint where conrelid = source and contype in ('p', 'u')
    union all
    select regexp_replace(pg_get_indexdef(indexrelid), 'INDEX \S+ ON (ONLY )?\S+',
      format('INDEX %I ON %I', 'new_' || c.relname, 'new_' || name))
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where indrelid = source and not exists (select 1 from pg_constraint where conindid = c.oid and contype in ('p', 'u'))
  loop
    execute statement;
  end loop;
end $$;

-- Puts new_<name> in the place of the table, which is dropped. Its indexes, triggers and grants have the names they had;
-- triggers that begin with mirror_ were there for the move.
create function take_place(name text) returns void language plpgsql as $$
declare
  source oid := to_regclass(quote_ident(name));
  kept text[];
  statement text;
begin
  select array_agg(definition) into kept from (
    select pg_get_triggerdef(oid) from pg_trigger where tgrelid = source and not tgisinternal and tgname not like 'mirror\_%'
    union all
    select format('grant %s on %I to %s', privilege_type, name, coalesce(quote_ident(rolname), 'public'))
    from pg_class c cross join aclexplode(c.relacl) g left join pg_roles r on r.oid = g.grantee
    where c.oid = source and g.grantee <> c.relowner
  ) of_table (definition);
  execute format('drop table %I', name);
  execute format('alter table %I rename to %I', 'new_' || name, name);
  for statement in
    select format('alter index %I rename to %I', c.relname, substr(c.relname, 5))
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid = to_regclass(quote_ident(name)) and c.relname like 'new\_%'
    union all
    select unnest(kept)
  loop
    execute statement;
  end loop;
end $$;

-- For a table that a migration has just made, whose key begins with account_id: in as many partitions as the others.
create function partition_by_account(name text, wanted integer default null) returns void language plpgsql as $$
begin
  wanted := coalesce(wanted, (select max(parts) from partitioned_tables), 0);
  insert into partitioned_tables values (name, wanted);
  if wanted = 0 then return; end if;
  perform make_partitioned(name, wanted);
  execute format('insert into %I select * from %I', 'new_' || name, name);
  perform take_place(name);
end $$;

-- What grows with accounts alone, and is read for many of them at once, stays whole.
do $$
declare
  name text;
  wanted integer := case when exists (select 1 from accounts) then 0 else 8 end;
begin
  for name in
    select c.relname from pg_index i join pg_class c on c.oid = i.indrelid
    join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
    where i.indisprimary and a.attname = 'account_id' and c.relnamespace = current_schema()::regnamespace
      and c.relname not in ('account_state', 'mailboxes', 'subscriptions', 'removed_mailboxes')
    order by c.relname
  loop
    perform partition_by_account(name, wanted);
  end loop;
end $$;
