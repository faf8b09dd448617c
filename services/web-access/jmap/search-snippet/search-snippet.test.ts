import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startWeb } from '../../testing.ts';
import { marked } from './mark.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());
const alice = await web.account();

interface Snippets {
  list: { emailId: string; subject: string | null; preview: string | null }[];
  notFound: string[] | null;
}

const get = (args: object) => web.one<Snippets>(alice, 'SearchSnippet/get', args);

test('matches in subject and text are marked, and the rest is unchanged', async () => {
  const { id } = await web.append(alice, 'Subject: Re: <Budget> 2026\r\n\r\nThe BUDGET & the plan, budgets too.\r\n');
  const { list } = await get({ filter: { text: 'budget' }, emailIds: [id] });
  assert.deepEqual(list, [
    {
      emailId: id,
      subject: 'Re: &lt;<mark>Budget</mark>&gt; 2026',
      preview: 'The <mark>BUDGET</mark> &amp; the plan, <mark>budget</mark>s too.',
    },
  ]);
});

test('matches in any language and in HTML are marked, with the relevant part of a long text', async () => {
  const long = `${'filler words '.repeat(500)}下周的会议纪要在附件中 ${'more words '.repeat(500)}`;
  const { id } = await web.append(alice, `Content-Type: text/html; charset=utf-8\r\n\r\n<p>${long}</p>`);
  const { list } = await get({
    filter: { operator: 'AND', conditions: [{ body: '会议' }, { operator: 'NOT', conditions: [{ body: 'filler' }] }] },
    emailIds: [id],
  });
  const { preview, subject } = list[0] ?? {};
  assert.match(preview ?? '', /下周的<mark>会议<\/mark>纪要/);
  assert.doesNotMatch(preview ?? '', /<mark>filler/);
  assert.ok(Buffer.byteLength(preview ?? '') <= 255);
  assert.equal(subject, null);
});

test('without a text filter nothing is marked, and unknown ids are returned', async () => {
  const { id } = await web.append(alice, 'Subject: x\r\n\r\ny\r\n');
  const answer = await get({ filter: { hasKeyword: 'x' }, emailIds: [id, 'E999999'] });
  assert.deepEqual(answer.list, [{ emailId: id, subject: null, preview: null }]);
  assert.deepEqual(answer.notFound, ['E999999']);
  assert.deepEqual((await get({ filter: null, emailIds: [id] })).list[0]?.preview, null);
});

test('letters whose length changes by case folding are marked at the right place', () => {
  assert.equal(marked('die STRAßE', ['straße'], true), 'die <mark>STRAßE</mark>');
  assert.equal(marked('İstanbul x', ['x'], true), 'İstanbul <mark>x</mark>');
  assert.equal(marked('nothing', ['x'], true), null);
  assert.equal(marked('Café, cafe\u0301s', ['cafe'], true), '<mark>Café</mark>, <mark>cafe\u0301</mark>s');
  assert.equal(marked('die Straße', ['stras', 'å'], true), 'die <mark>Straß</mark>e');
  assert.equal(marked('x \u0301', ['\u0301'], true), null);
  assert.equal(marked('aaa', ['aa', 'a'], true), '<mark>aa</mark><mark>a</mark>');
  assert.equal(marked('<script>x', ['script'], true), '&lt;<mark>script</mark>&gt;x');
});

test('a word is found anywhere in a long text, and no character is split', () => {
  for (let before = 4_000; before < 4_200; before += 7) {
    const text = `${'x '.repeat(before)}caf\u00e9 ${'e\u0301'.repeat(3_000)} needle${' y'.repeat(before)}`;
    assert.match(marked(text, ['needle'], false) ?? '', /^<mark>needle<\/mark>( y)+$/, `${before}`);
    assert.match(marked(text, ['cafe e'], false) ?? '', /^(x )+<mark>caf\u00e9 e\u0301<\/mark>/, `${before}`);
    assert.equal(marked(text, ['nothing'], false), null);
  }
  const smiles = marked(`${'\u{1f600}'.repeat(30)}-word`, ['word'], false);
  assert.ok(smiles?.isWellFormed() && smiles.endsWith('<mark>word</mark>'), smiles ?? '');
});

test('a filter that repeats the same text marks each match once', async () => {
  const { id } = await web.append(alice, `Subject: ${'a '.repeat(2_000)}\r\n\r\n${'a '.repeat(20_000)}\r\n`);
  const conditions = Array.from({ length: 400 }, () => ({ text: 'a '.repeat(20) }));
  const { list } = await get({ filter: { operator: 'OR', conditions }, emailIds: [id] });
  assert.equal(list[0]?.subject?.match(/<mark>/g)?.length, 500);
  assert.match(list[0]?.preview ?? '', /^<mark>a<\/mark> /);
});
