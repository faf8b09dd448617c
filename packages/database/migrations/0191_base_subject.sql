-- The sort key of subjects (docs/decisions/0151).
create function base_subject(folded text) returns text language plpgsql immutable strict parallel safe as $$
declare
  base text := left(folded, 500);
  before text;
begin
  -- RFC 5256 2.1, of a subject that is decoded and in lower case, with single spaces: each step as long as there is something to do.
  while base ~ '^(?: |\[|re|fw)|(?: |\(fwd\))$' loop
    before := base;
    base := regexp_replace(base, '(?: |\(fwd\))+$', '');
    base := regexp_replace(base, '^(?: |(?:\[[^][]*\] *)*(?:re|fwd?) *(?:\[[^][]*\] *)?:|\[[^][]*\] *(?=[^ ]))+', '');
    if base like '[fwd:%]' then base := substr(base, 6, length(base) - 6); end if;
    exit when base = before;
  end loop;
  return left(base, 100);
end $$;
