-- A text as a hasty reader sees it: without marks, and with Latin letters instead of their look-alikes. The same as `asRead` in
-- packages/directory/joining/look-alikes.ts, for letters of Latin, Greek, Cyrillic and Armenian.
create function read_as(text) returns text language sql immutable strict parallel safe as $$
  select translate(
    replace(replace(replace(regexp_replace(normalize($1, NFKD), '[\u0300-\u036f]', '', 'g'), 'æ', 'ae'), 'œ', 'oe'), 'ß', 'ss'),
    'аαɑьƅɓсϲƈԁđɗðеҽəɛƒքẝɡցɠһհħіιıɩјϳյȷƙӏłƚոηղռŋоοσօøɵрρþԛգզгɼѕʂŧƫυսʋѵνԝաѡхχуүγƶʐ',
    'aaabbbcccddddeeeefffggghhhiiiijjjjklllnnnnnoooooopppqqqrrssttuuuvvwwwxxyyyzz')
$$;
