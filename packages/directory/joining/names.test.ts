import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressFor, type NameRules } from './name-fault.ts';
import { passwordFault } from './password-fault.ts';
import { isReservedWord } from './reserved-words.ts';

const checked = (name: string, letters: NameRules['letters'] = 'any', minimum = 3) => {
  const found = addressFor(name, 'a.test', { minimum, letters });
  return 'fault' in found ? found.fault : found.address.slice(0, -'@a.test'.length);
};

test('a name consists of characters that others can read and type', () => {
  for (const [name, address] of [
    ['Alice', 'alice'],
    [' bob.smith-2 ', 'bob.smith-2'],
    ['张伟', '张伟'],
    ['やまだタロウ', 'やまだタロウ'],
    ['김철수', '김철수'],
    ['Иван.Петров', 'иван.петров'],
    ['Jose\u0301', 'josé'],
    ['नमस्ते', 'नमस्ते'],
  ] as const)
    assert.equal(checked(name), address, name);
  for (const name of [
    '',
    '.',
    '.a.b',
    'a..b',
    'ab.',
    'a b c',
    'a@b.test',
    '"a b"',
    'a+tag',
    "o'neil",
    'abc\u0000',
    '\u202ecba',
  ])
    assert.equal(checked(name), 'invalid', JSON.stringify(name));
  for (const name of ['a\u200bbc', 'ab\u00adc', 'ab\u3164c', '🙂🙂', 'abc\u0301\u0301\u0301', 'n\u0360g\u0360'])
    assert.match(checked(name), /^(?:invalid|look-alike|script)$/, JSON.stringify(name));
  assert.equal(checked('ab'), 'short');
  assert.equal(checked('a'.repeat(65)), 'long');
  assert.equal(checked('a'.repeat(100_000)), 'long');
  assert.equal(checked('字'.repeat(22)), 'long');
});

test("a name uses one script, and no letters that look like another's", () => {
  assert.equal(checked('张伟', 'ascii'), 'script');
  assert.equal(checked('josé', 'ascii'), 'script');
  for (const name of ['аlice', 'pаypal', 'αlpha', '张wei', 'иvan']) assert.equal(checked(name), 'script', name);
  for (const name of ['асе', 'соре', 'ехос', 'ａｌｉｃｅ', '𝐚𝐥𝐢𝐜𝐞', 'ﬁnn', 'հօսո', '١٢٣'])
    assert.match(checked(name), /^(?:look-alike|invalid)$/, name);
});

test('reserved names such as postmaster are refused in any spelling', () => {
  for (const name of [
    ...[
      'postmaster',
      'post-master',
      'p.o.s.t.m.a.s.t.e.r',
      'admin',
      'adm1n',
      'ádmin',
      'adrnin',
      'admin1',
      'abuse',
      '4buse',
      'r00t',
    ],
    ...[
      'no-reply',
      'no_reply',
      'noreply2',
      'web.master',
      'vvebmaster',
      'hostmaster',
      'security',
      'админ',
      '管理员',
      'mailer-daemon',
    ],
  ])
    assert.ok(isReservedWord(name), name);
  for (const name of ['alice', 'roots', 'maria', 'information', 'adam', '张伟', 'иван', 'ann.smith'])
    assert.ok(!isReservedWord(name), name);
  assert.ok(isReservedWord('C-E-0', ['ceo']) && isReservedWord('kasse7', ['kasse']) && !isReservedWord('kasse'));
});

test('a password must be long enough, not common and not the name', async () => {
  const fault = (password: string) => passwordFault(password, { minimum: 10, address: 'alice.liddell@wonder.test' });
  for (const [password, found] of [
    ['short', 'short'],
    ['aaaaaaaaaaaa', 'simple'],
    ['qwertyuiop', 'common'],
    ['QwertyUiop1!', 'common'],
    ['Password2026', 'common'],
    ['alice.liddell', 'name'],
    ['liddell9999', 'name'],
    ['tr0ub4dor&3 horse', null],
    ['密码一定要够长才安全吧', null],
    ['dragon 84729 stapler', null],
  ] as const)
    assert.equal(await fault(password), found, password);
});
