import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFetchItems } from './fetch/fetch-items.ts';
import { RFC822_SECTIONS, readBodySection, type SectionItem } from './fetch/section-item.ts';
import { readStoreAction } from './fetch/store-action.ts';
import { readSearch, readSearchArguments } from './search/search-arguments.ts';
import { SEARCH_KEYS, type SearchKey, type SearchKeyReader } from './search/search-keys.ts';
import { readListArguments } from './status/list-arguments.ts';
import { readStatusItems } from './status/status-items.ts';
import { ImapSyntaxError } from './values/syntax-error.ts';
import { Decoder } from './wire/decoder.ts';
import { gather } from './wire/gathered.ts';
import type { WordReader, Words } from './wire/words.ts';

const decoder = (text: string | Buffer) => new Decoder(gather(text));

interface Item {
  readonly id: string;
  readonly section?: SectionItem;
}

const FETCH_WORDS: Words<Item> = new Map<string, WordReader<Item>>([
  ...['FLAGS', 'UID', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODYSTRUCTURE', 'MODSEQ'].map(
    (id) => [id, () => ({ id })] as const,
  ),
  ['BODY', (args) => (args.ahead('[') ? piece(readBodySection(args, false)) : { id: 'BODY' })],
  ['BODY.PEEK', (args) => piece(readBodySection(args, true))],
  ...RFC822_SECTIONS.map((section) => [section.label, () => piece(section)] as const),
]);

function piece(section: SectionItem): Item {
  return { id: section.id, section };
}

function fetch(text: string): string {
  const d = decoder(text);
  const items = readFetchItems(d, FETCH_WORDS);
  d.expectEnd();
  return items
    .map(({ id, section }) =>
      section ? `${section.label}${section.peek ? ' peek' : ''} ${section.partial?.length ?? ''}` : id,
    )
    .join(', ');
}

test('FETCH items are parsed, and invalid ones refused', () => {
  assert.equal(fetch('flags'), 'FLAGS');
  assert.equal(fetch('FULL'), 'FLAGS, INTERNALDATE, RFC822.SIZE, ENVELOPE, BODY');
  assert.equal(fetch('(UID Body BODYSTRUCTURE MODSEQ)'), 'UID, BODY, BODYSTRUCTURE, MODSEQ');
  assert.equal(fetch('BODY[]'), 'BODY[] ');
  assert.equal(fetch('body.peek[1.2.mime]<0.100>'), 'BODY[1.2.MIME]<0> peek 100');
  assert.equal(
    fetch('(BODY[4.2.2.2.HEADER.FIELDS (Date "From" {2}\r\nTo)] RFC822.HEADER RFC822)'),
    'BODY[4.2.2.2.HEADER.FIELDS (Date From To)] , RFC822.HEADER peek , RFC822 ',
  );
  assert.equal(fetch('BODY[HEADER.FIELDS ("Subject:" to)]'), 'BODY[HEADER.FIELDS (Subject to)] ');
  assert.equal(fetch('(UID BODY[]<0.5> UID BODY[]<0.5> BODY[]<0.6>)'), 'UID, BODY[]<0> 5, BODY[]<0> 6');
  assert.equal(fetch('BODY[HEADER.FIELDS.NOT (X-A)]'), 'BODY[HEADER.FIELDS.NOT (X-A)] ');
  for (const bad of [
    '',
    '()',
    '(FAST)',
    'FLAGS UID',
    'FOO',
    'BODY.PEEK',
    'BODY[',
    'BODY[0]',
    'BODY[1.]',
    'BODY[MIME]',
    'BODY[1 TEXT]',
    'BODY[HEADER.FIELDS]',
    'BODY[HEADER.FIELDS ()]',
    'BODY[]<5>',
    'BODY[]<0.0>',
    'BODY[HEADER.FIELDS (a:b)]',
    'BODY[HEADER.FIELDS (:)]',
    `BODY[${'1.'.repeat(200)}1]`,
    'constructor',
    'BODY[HEADER.FIELDS (a b)',
  ]) {
    assert.throws(() => fetch(bad), ImapSyntaxError, bad);
  }
});

const KEYS = new Map<string, SearchKeyReader<string>>([
  ...Object.entries(SEARCH_KEYS),
  ['X', ({ decoder: d }) => ({ key: 'other', of: `${d.space()} ${d.expectNumber()}` })],
]);

function search(text: string | Buffer): string {
  return show(readSearch(decoder(text), KEYS));
}

function show(key: SearchKey<string>): string {
  switch (key.key) {
    case 'and':
    case 'or':
      return `${key.key}(${key.of.map(show).join(' ')})`;
    case 'not':
      return `not(${show(key.of)})`;
    case 'sequence':
    case 'uid':
      return `${key.key}:${JSON.stringify(key.set.resolve(99))}`;
    default:
      return Object.values(key).join(':');
  }
}

test('SEARCH keys are parsed, and invalid ones refused', () => {
  assert.equal(
    search('FLAGGED SINCE 1-Feb-1994 NOT FROM "Smith"'),
    'and(flag:\\Flagged date:internal:since:1994-02-01 not(envelope:from:Smith))',
  );
  assert.equal(search('NEW'), 'and(recent not(flag:\\Seen))');
  assert.equal(search('or old (unseen unkeyword $Junk)'), 'or(not(recent) and(not(flag:\\Seen) not(flag:$Junk)))');
  assert.equal(search('2:4 UID 5,*'), 'and(sequence:[{"from":2,"to":4}] uid:[{"from":5,"to":5},{"from":99,"to":99}])');
  assert.equal(
    search('HEADER X-Foo "" LARGER 10 SENTON "3-Mar-2020"'),
    'and(header:x-foo: size:larger:10 date:sent:on:2020-03-03)',
  );
  assert.equal(search('NOT X 12'), 'not(other:true 12)');
  assert.equal(
    search(Buffer.from('CHARSET GB2312 SUBJECT {4}\r\n\xd6\xd0\xce\xc4', 'latin1')),
    'envelope:subject:中文',
  );
  assert.equal(search('CHARSET utf-8 TEXT "中文"'), 'text:中文');
  for (const bad of [
    '',
    'FOO',
    'NOT',
    'OR SEEN',
    '()',
    '(SEEN',
    'KEYWORD \\Seen',
    'KEYWORD ""',
    'KEYWORD "two words"',
    'KEYWORD "\\\\Seen"',
    'constructor',
    'LARGER -1',
    '(',
    'CHARSET UTF-8',
    'UID SEEN',
  ]) {
    assert.throws(() => search(bad), ImapSyntaxError, bad);
  }
});

test('strings without a charset are read as UTF-8 if valid', () => {
  assert.equal(search('TEXT "ü"'), 'text:ü');
  assert.equal(search(Buffer.from('TEXT "\xfc"', 'latin1')), 'text:ü');
  assert.throws(() => search(Buffer.from('CHARSET UTF-8 TEXT "\xfc"', 'latin1')), ImapSyntaxError);
});

test('long search programs are flattened, deep ones parsed without recursion, and both are limited', () => {
  assert.equal(search('OR 1 OR 2 OR 3 4'), search('OR OR 1 2 OR 3 4'));
  assert.equal(search('(1 (2 (3)))'), search('1 2 3'));
  assert.equal(search('NOT NOT SEEN'), 'flag:\\Seen');
  const chain = readSearch(decoder(`${'OR SEEN '.repeat(900)}SEEN`), KEYS);
  assert.equal(chain.key === 'or' && chain.of.length, 901);
  assert.equal(search(`${'('.repeat(900)}SEEN${')'.repeat(900)}`), 'flag:\\Seen');
  search(`${'OR 1 NOT (2 '.repeat(130)}SEEN${')'.repeat(130)}`);
  for (const big of [
    `${'OR 1 NOT (2 '.repeat(140)}SEEN${')'.repeat(140)}`,
    'SEEN '.repeat(2_001),
    '('.repeat(60_000),
    'NOT '.repeat(60_000),
  ]) {
    assert.throws(
      () => search(big),
      (error) => error instanceof ImapSyntaxError && error.code === 'LIMIT',
    );
  }
});

test('result options of SEARCH come before the program, and none means ALL', () => {
  const returns = new Map(['MIN', 'ALL'].map((word) => [word, () => word]));
  const read = (text: string) => readSearchArguments(decoder(text), { keys: KEYS, returns });
  assert.deepEqual(read('RETURN (MIN all min) CHARSET UTF-8 SEEN').returns, ['MIN', 'ALL']);
  assert.deepEqual(read('RETURN () SEEN').returns, ['ALL']);
  assert.equal(read('SEEN').returns, undefined);
  for (const bad of [
    'RETURN SEEN',
    'RETURN (MAX) SEEN',
    'RETURN (MIN)',
    'RETURN (MIN) ',
    'CHARSET UTF-8 RETURN () SEEN',
  ])
    assert.throws(() => read(bad), ImapSyntaxError, bad);
});

test('an unknown charset gets NO with BADCHARSET', () => {
  assert.throws(
    () => search('CHARSET X-KLINGON SEEN'),
    (error) =>
      error instanceof ImapSyntaxError && error.status === 'NO' && error.code === 'BADCHARSET (UTF-8 US-ASCII)',
  );
});

test('STORE actions are parsed, and invalid ones refused', () => {
  const words = new Map([['UNCHANGEDSINCE', (args: Decoder) => (args.space() ? args.expectNumber64() : 0)]]);
  const read = (text: string) => readStoreAction(decoder(text), words);
  assert.deepEqual(read('+FLAGS (\\Deleted)'), { change: 'add', flags: ['\\Deleted'], silent: false, modifiers: [] });
  assert.deepEqual(read('(unchangedsince 12121230045) flags.silent \\Seen a'), {
    change: 'replace',
    flags: ['\\Seen', 'a'],
    silent: true,
    modifiers: [12121230045],
  });
  for (const bad of [
    '',
    'FLAGS',
    'FLAGS ',
    '*FLAGS (a)',
    '+FLAGS.LOUD (a)',
    '() FLAGS (a)',
    '(UNCHANGEDSINCE 1 UNCHANGEDSINCE 2) FLAGS (a)',
    'FLAGS (a',
    '(FOO 1) FLAGS a',
  ]) {
    assert.throws(() => read(bad), ImapSyntaxError, bad);
  }
});

const base = (name: string) => [name, () => ({ name, isBase: name !== 'REMOTE' })] as const;
const STATUS_WORDS = new Map(['MESSAGES', 'UNSEEN', 'UIDNEXT'].map((word) => [word, () => word]));
const LIST_WORDS = {
  selections: new Map(['SUBSCRIBED', 'REMOTE', 'SPECIAL-USE'].map(base)),
  returns: new Map<string, WordReader<string>>([
    ...['SUBSCRIBED', 'CHILDREN', 'SPECIAL-USE'].map((word) => [word, () => word] as const),
    ['STATUS', (args) => `${args.expectSpace() ?? ''}${readStatusItems(args, STATUS_WORDS).join(' ')}`],
  ]),
};

function list(text: string): string {
  const d = decoder(text);
  const { extended, selections, recursive, patterns, returns } = readListArguments(d, LIST_WORDS);
  d.expectEnd();
  const selected = [...selections.map(({ name }) => name), ...(recursive ? ['RECURSIVEMATCH'] : [])];
  const words = [selected, patterns, returns].map((each) => each.join(' ')).join(', ');
  return `${extended ? 'extended: ' : ''}${words}`;
}

test('LIST arguments are parsed, and invalid ones refused', () => {
  assert.equal(list(' "" *'), ', *, ');
  assert.equal(list(' inbox/ %'), ', inbox/%, ');
  assert.equal(list(' (special-use) "" "*"'), 'extended: SPECIAL-USE, *, ');
  assert.equal(list(' () "" ("INBOX" Drafts a/%)'), 'extended: , INBOX Drafts a/%, ');
  assert.equal(list(' "" % RETURN (Special-Use children)'), 'extended: , %, SPECIAL-USE CHILDREN');
  assert.equal(
    list(' (SUBSCRIBED REMOTE RECURSIVEMATCH) "" % RETURN (SUBSCRIBED STATUS (MESSAGES UNSEEN))'),
    'extended: SUBSCRIBED REMOTE RECURSIVEMATCH, %, SUBSCRIBED MESSAGES UNSEEN',
  );
  assert.equal(list(' "" % RETURN ()'), 'extended: , %, ');
  assert.equal(list(' "" (&AGE- b)'), 'extended: , b, ');
  assert.equal(list(' &AGE- *'), ', , ');
  for (const bad of [
    '',
    ' ""',
    ' (FOO) "" *',
    ' (RECURSIVEMATCH) "" *',
    ' (RECURSIVEMATCH REMOTE) "" *',
    ' "" ()',
    ' "" * RETURN',
    ' "" * RETURN (FOO)',
    ' "" * RETURN (STATUS)',
    ' "" * RETURN (STATUS ())',
    ' "" * FOO (CHILDREN)',
    ' "" * x',
  ]) {
    assert.throws(() => list(bad), ImapSyntaxError, bad);
  }
});

test('STATUS items are parsed, and invalid ones refused', () => {
  assert.deepEqual(readStatusItems(decoder('(messages UIDNEXT MESSAGES)'), STATUS_WORDS), ['MESSAGES', 'UIDNEXT']);
  for (const bad of ['', 'MESSAGES', '()', '(FOO)'])
    assert.throws(() => readStatusItems(decoder(bad), STATUS_WORDS), ImapSyntaxError, bad);
});
