import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { JsonObject } from '@postroom/jmap';
import { decodeWords, describe } from '@postroom/mime';
import { openWriter } from './testing.ts';

const writer = await openWriter();
after(() => writer[Symbol.asyncDispose]());
const { web, account: alice, create, made } = writer;

test('a subject reads back as written, whatever it looks like and however long its words are', async () => {
  for (const subject of ['=?utf-8?q?x?=', 'a =?utf-8?b?eA==?= ü', `see ${'x'.repeat(1_500)} 😀`, 'y'.repeat(1_500)]) {
    const raw = await made({ subject, textBody: [{ partId: '1' }], bodyValues: { 1: { value: 'x' } } });
    assert.ok(raw.split('\r\n').every(({ length }) => length <= 998));
    assert.equal(describe(Buffer.from(raw, 'latin1')).subject, subject);
  }
});

test('a display name never has an encoded word inside a quoted string, and reads back as given, in groups too', async () => {
  for (const name of [
    'Jörg Müller',
    'Müller, Jörg',
    'Jörg "J" \\',
    '日本語, 様',
    '=?utf-8?q?x?=',
    'ü'.repeat(200),
    'Plain',
    'a, b',
  ]) {
    const to = [{ name, email: 'a@b.test' }];
    const raw = await made({ to, 'header:Cc:asGroupedAddresses': [{ name, addresses: to }], bcc: to });
    // RFC 2047 5: an encoded word must not stand in a quoted-string.
    assert.doesNotMatch(raw, /"[^"]*=\?/, name);
    assert.doesNotMatch(raw, /\?=[:;,<"]/, name);
    const [id] = Object.values(
      (await create({ to, 'header:Cc:asGroupedAddresses': [{ name, addresses: to }] })).created ?? {},
    );
    const { list } = await web.one<{ list: JsonObject[] }>(alice, 'Email/get', {
      ids: [id?.id],
      properties: ['to', 'header:Cc:asGroupedAddresses'],
    });
    assert.deepEqual(list[0]?.to, to);
    assert.deepEqual(list[0]?.['header:Cc:asGroupedAddresses'], [{ name, addresses: to }]);
  }
});

test('blanks in subjects and names are kept, and no header line consists of blanks only', async () => {
  for (const text of [
    `${'x'.repeat(80)} `,
    `${'a'.repeat(80)}${' '.repeat(90)}b`,
    ` ${'c'.repeat(74)}`,
    'a  b ',
    'x'.repeat(78),
  ]) {
    for (const blanks of ['', ' '.repeat(2_000)]) {
      const raw = await made({ subject: `${text}${blanks}.`, to: [{ name: `${text}${blanks}.`, email: 'a@b.test' }] });
      const { subject, envelope } = describe(Buffer.from(raw, 'latin1'));
      const [header = ''] = raw.split('\r\n\r\n');
      assert.ok(
        header.split('\r\n').every((line) => line.trim() !== '' && line.length <= (/\?=/.test(line) ? 76 : 998)),
        header,
      );
      assert.equal(subject.trim(), `${text}${blanks}.`.trim());
      assert.equal(decodeWords(envelope.to[0]?.name ?? ''), `${text}${blanks}.`);
    }
    assert.doesNotMatch(await made({ subject: text, to: [{ name: text, email: 'a@b.test' }] }), /^[ \t]+\r$/m);
  }
});

test('a raw header field is written exactly as given, with a blank after the colon', async () => {
  for (const value of [
    ' plain',
    'close',
    '  wide ',
    ' folded\r\n\there',
    '\r\n behind',
    ' =?utf-8?q?=C3=A9?= <a@b.test>',
  ]) {
    const raw = await made({ 'header:X-Raw': value, 'header:Reply-To': value, from: [{ email: 'a@b.test' }] });
    const written = value === 'close' ? ' close' : value;
    assert.ok(raw.includes(`\r\nX-Raw:${written}\r\n`) || raw.startsWith(`X-Raw:${written}\r\n`), raw);
    assert.ok(raw.includes(`\r\nReply-To:${written}\r\n`), raw);
  }
  assert.match(await made({ 'header:X-Raw': ' a\r\n \r\n b' }), /^X-Raw: a {2}b\r\n/);
});

test('no line is longer than mail allows: it is folded, encoded or refused', async () => {
  const long = 'x'.repeat(2_000);
  const longest = (text: string) => Math.max(...text.split('\r\n').map((line) => Buffer.byteLength(line)));
  const attached = (part: object) => ({ attachments: [{ partId: 't', ...part }], bodyValues: { t: { value: 'hi' } } });
  for (const email of [
    { subject: long },
    { to: Array.from({ length: 300 }, (_, at) => ({ name: 'Name', email: `${at}@b.test` })) },
    { references: Array.from({ length: 300 }, (_, at) => `${at}@b.test`) },
    { inReplyTo: [`${long}@a.test`, 'good@a.test'], references: [`${long}@a.test`, 'good@a.test'] },
    { messageId: [`${'x'.repeat(980)}@a.test`] },
    { textBody: [{ partId: 't' }], bodyValues: { t: { value: long } } },
    attached({ name: `${long}.pdf` }),
    attached({ name: `${'\\'.repeat(700)}.pdf` }),
    attached({ name: `${'报'.repeat(700)}.pdf` }),
    { bodyStructure: { partId: 't', name: `${long}.pdf` }, bodyValues: { t: { value: 'hi' } } },
    { 'header:Comments:asRaw': `${'y'.repeat(980)} ${'z'.repeat(980)}` },
  ]) {
    const text = await made(email);
    assert.ok(longest(text) <= 998, `${longest(text)} octets: ${text.slice(0, 300)}`);
    if ('inReplyTo' in email) assert.match(text, /^In-Reply-To: <good@a\.test>\r$/m);
    if ('attachments' in email || 'bodyStructure' in email) assert.match(text, /filename\*\d/);
  }
  for (const [property, email] of [
    ['messageId', { messageId: [`${long}@a.test`] }],
    ['from', { from: [{ name: long, email: 'a@b.test' }] }],
    ['header:List-Archive:asURLs', { 'header:List-Archive:asURLs': [`https://a.test/${long}`] }],
    ['header:Comments:asRaw', { 'header:Comments:asRaw': long }],
    ['attachments/0/cid', attached({ cid: long })],
    ['attachments/0/location', attached({ location: `https://a.test/${long}` })],
  ] as const) {
    const { notCreated } = await create(email);
    assert.deepEqual([notCreated?.one?.type, notCreated?.one?.properties], ['invalidProperties', [property]]);
  }
});

test('no property can inject a field or line into the header', async () => {
  const evil = 'x\r\nBcc: victim@b.test\r\n\r\nbody';
  for (const email of [
    { subject: evil },
    { from: [{ name: evil, email: 'a@b.test' }] },
    { 'header:X-A:asText': evil },
    { 'header:Cc:asGroupedAddresses': [{ name: evil, addresses: [] }] },
    {
      textBody: [{ partId: '1', type: 'text/plain', location: evil, 'header:X-P:asText': evil }],
      bodyValues: { 1: { value: '' } },
    },
    {
      attachments: [{ partId: '1', type: 'text/plain', name: evil, cid: evil }],
      bodyValues: { 1: { value: '' } },
    },
  ]) {
    const raw = await made(email);
    assert.doesNotMatch(raw, /^Bcc:/im, JSON.stringify(email));
  }
  for (const email of [
    { from: [{ email: 'a@b.test>\r\nBcc: <c@d.test' }] },
    { messageId: ['a@b\r\nBcc: c'] },
    { references: ['a b'] },
    { 'header:X-A': evil },
    { 'header:X-A:asURLs': ['http://a>\r\nb'] },
    { 'header:X-A:asDate': 'yesterday' },
    { attachments: [{ blobId: 'B1', type: 'text/plain', disposition: evil }] },
  ]) {
    const { notCreated } = await create(email);
    assert.equal(notCreated?.one?.type, 'invalidProperties', JSON.stringify(email));
    const wrong = 'attachments' in email ? ['attachments/0/disposition'] : Object.keys(email);
    assert.deepEqual(notCreated?.one?.properties, wrong);
  }
});
