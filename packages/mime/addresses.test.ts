import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAddresses } from './addresses.ts';
import { cpuMs } from './testing.ts';

/** Returns each address as one line: name, route, mailbox, host; `-` for null. */
function read(value: string): string[] {
  return parseAddresses(value).map((a) => [a.name, a.route, a.mailbox, a.host].map((part) => part ?? '-').join('|'));
}

describe('address lists', () => {
  it('RFC 5322 A.1.2 and A.1.3: mailboxes and groups are parsed', () => {
    assert.deepEqual(read('Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>'), [
      'Mary Smith|-|mary|x.test',
      '-|-|jdoe|example.org',
      'Who?|-|one|y.test',
    ]);
    assert.deepEqual(read('<boss@nil.test>, "Giant; \\"Big\\" Box" <sysservices@example.net>'), [
      '-|-|boss|nil.test',
      'Giant; "Big" Box|-|sysservices|example.net',
    ]);
    assert.deepEqual(read('A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;'), [
      '-|-|A Group|-',
      'Ed Jones|-|c|a.test',
      '-|-|joe|where.test',
      'John|-|jdoe|one.test',
      '-|-|-|-',
    ]);
    assert.deepEqual(read('Undisclosed recipients:;'), ['-|-|Undisclosed recipients|-', '-|-|-|-']);
  });

  it('RFC 5322 A.5: comments and white space are skipped', () => {
    assert.deepEqual(read('Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>'), [
      'Pete|-|pete|silly.test',
    ]);
    assert.deepEqual(
      read("A Group(Some people)\r\n :Chris Jones <c@(Chris's host.)public.example>,\r\n joe@example.org;"),
      ['-|-|A Group|-', 'Chris Jones|-|c|public.example', '-|-|joe|example.org', '-|-|-|-'],
    );
  });

  it('RFC 5322 A.6.1 and 4.4: obsolete forms are parsed', () => {
    assert.deepEqual(read('Joe Q. Public <john.q.public@example.com>'), ['Joe Q. Public|-|john.q.public|example.com']);
    assert.deepEqual(read('Mary Smith <@node.test,@b.test:mary@example.net>, , jdoe@test  . example'), [
      'Mary Smith|@node.test,@b.test|mary|example.net',
      '-|-|jdoe|test.example',
    ]);
    assert.deepEqual(read('joe . blow @ example.com (Joe Blow)'), ['Joe Blow|-|joe.blow|example.com']);
  });

  it('local parts are unquoted; domain literals and encoded-words are kept', () => {
    assert.deepEqual(read('"joe \\"x\\" blow"@example.com'), ['-|-|joe "x" blow|example.com']);
    assert.deepEqual(read('user@[IPv6:2001:db8::1]'), ['-|-|user|[IPv6:2001:db8::1]']);
    assert.deepEqual(read('=?utf-8?q?M=C3=A4x,_A?= <m@x.test>'), ['=?utf-8?q?M=C3=A4x,_A?=|-|m|x.test']);
    assert.deepEqual(read('"=?utf-8?q?M?=" <m@x.test>'), ['=?utf-8?q?M?=|-|m|x.test']);
  });

  it('broken lists are parsed as far as possible', () => {
    assert.deepEqual(read('user@host <user@host>'), ['user@host|-|user|host']);
    assert.deepEqual(read('a@b@c.test'), ['-|-|a@b|c.test']);
    assert.deepEqual(read('John Doe john@x.test'), ['John Doe|-|john|x.test']);
    assert.deepEqual(read('Foo <a@b.test, bar <c@d.test>>'), ['Foo|-|a|b.test', 'bar|-|c|d.test']);
    assert.deepEqual(read('Foo <a@b.test> <c@d.test> bar <e@f.test>'), [
      ...['Foo|-|a|b.test', '-|-|c|d.test', '-|-|e|f.test'],
    ]);
    assert.deepEqual(read('root'), ['-|-|root|']);
    assert.deepEqual(read('<>'), ['-|-||']);
    assert.deepEqual(read('"unclosed <a@b>, c@d'), ['-|-|unclosed <a@b>, c@d|']);
    assert.deepEqual(read('<@host>'), ['-|-||host']);
    assert.deepEqual(read(' , ;; (only a comment) ,'), []);
    assert.deepEqual(read('g: a@b'), ['-|-|g|-', '-|-|a|b', '-|-|-|-']);
  });

  it('parsing stops at the limit, and groups are always closed', () => {
    assert.equal(parseAddresses('a@b,'.repeat(20_000)).length, 10_000);
    const group = parseAddresses(`g: ${'a@b,'.repeat(100)}`, 50);
    assert.deepEqual(group.at(-1), { name: null, route: null, mailbox: null, host: null });
  });

  it('400 kB of any text take linear time', () => {
    const units = [
      '<',
      '@',
      ',',
      'a@b,',
      '(',
      '()',
      '"',
      '"" ',
      '\\',
      '. ',
      'a ',
      'a:',
      'g:a;',
      'a@[',
      '=?',
      '<@a,',
      'a@b@',
      'a <b>',
    ];
    for (const unit of units) {
      const value = unit.repeat(400_000 / unit.length);
      const start = cpuMs();
      parseAddresses(value);
      const milliseconds = cpuMs() - start;
      assert.ok(milliseconds < 500, `${unit}: ${milliseconds} ms`);
    }
  });
});
