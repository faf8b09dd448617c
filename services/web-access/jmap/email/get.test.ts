import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { JsonObject } from '@postroom/jmap';
import { Flag } from '@postroom/types';
import { startWeb } from '../../testing.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());
const alice = await web.account();

interface Got {
  list: JsonObject[];
  notFound: string[];
  state: string;
}

const get = (ids: string[], args: object = {}) => web.one<Got>(alice, 'Email/get', { ids, ...args });

async function email(raw: string | Buffer, args: object = {}): Promise<JsonObject> {
  const { id } = await web.append(alice, raw);
  const [object] = (await get([id], args)).list;
  assert.ok(object);
  return object;
}

const lines = (...all: string[]): string => `${all.join('\r\n')}\r\n`;

test('Email/get returns the requested properties and the id only', async () => {
  const { id, mailboxId } = await web.append(alice, lines('Subject: one', '', 'hello'), {
    flags: Flag.Seen | Flag.Flagged,
    keywords: ['Work'],
    internalDate: new Date('2026-01-02T03:04:05.678Z'),
  });
  const asked = [
    'mailboxIds',
    'keywords',
    'size',
    'receivedAt',
    'subject',
    'blobId',
    'threadId',
    'preview',
    'hasAttachment',
  ];
  const { list, notFound } = await get([id, 'E999999', 'M1', 'nonsense!'], { properties: asked });
  assert.deepEqual(notFound, ['E999999', 'M1', 'nonsense!']);
  assert.deepEqual(list, [
    {
      id,
      mailboxIds: { [mailboxId]: true },
      keywords: { $flagged: true, $seen: true, work: true },
      size: 23,
      receivedAt: '2026-01-02T03:04:05Z',
      subject: 'one',
      blobId: id.replace('E', 'B'),
      threadId: id.replace('E', 'T'),
      preview: 'hello',
      hasAttachment: false,
    },
  ]);
});

test('header fields are returned in the requested form', async () => {
  const raw = lines(
    'From: =?utf-8?q?J=C3=B6rg?= <joerg@b=?utf-8?q?=C3=BC?=.test>, Team: a@b.test, "C, D" <c@d.test>;, e@f.test',
    'To: plain@g.test',
    'Subject: =?utf-8?b?5L2g5aW9?=',
    '  folded',
    'Date: Fri, 27 Nov 2026 10:00:00 +0200 (somewhere)',
    'Message-ID: <1@a.test>',
    'References: <0@a.test> <00@a.test>',
    'List-Unsubscribe: <mailto:u@l.test>, <https://l.test/u>',
    'X-Two: first',
    'X-Two:  second ',
    '',
    'text',
  );
  const properties = [
    ...[
      'from',
      'to',
      'cc',
      'subject',
      'sentAt',
      'messageId',
      'references',
      'inReplyTo',
      'header:From:asGroupedAddresses',
    ],
    ...[
      'header:Subject',
      'header:SUBJECT',
      'header:x-two',
      'header:X-Two:asText:all',
      'header:Nothing:all',
      'header:Nothing:asText',
    ],
    ...['header:List-Unsubscribe:asURLs', 'header:Message-ID:asRaw'],
  ];
  const { id: _id, ...rest } = await email(raw, { properties });
  const joerg = { name: 'Jörg', email: 'joerg@bü.test' };
  const [a, cd, ef] = [
    { name: null, email: 'a@b.test' },
    { name: 'C, D', email: 'c@d.test' },
    { name: null, email: 'e@f.test' },
  ];
  assert.deepEqual(rest, {
    from: [joerg, a, cd, ef],
    to: [{ name: null, email: 'plain@g.test' }],
    cc: null,
    subject: '你好  folded',
    sentAt: '2026-11-27T10:00:00+02:00',
    messageId: ['1@a.test'],
    references: ['0@a.test', '00@a.test'],
    inReplyTo: null,
    'header:From:asGroupedAddresses': [
      { name: null, addresses: [joerg] },
      { name: 'Team', addresses: [a, cd] },
      { name: null, addresses: [ef] },
    ],
    'header:Subject': ' =?utf-8?b?5L2g5aW9?=\r\n  folded',
    'header:SUBJECT': ' =?utf-8?b?5L2g5aW9?=\r\n  folded',
    'header:x-two': '  second ',
    'header:X-Two:asText:all': ['first', 'second'],
    'header:Nothing:all': [],
    'header:Nothing:asText': null,
    'header:List-Unsubscribe:asURLs': ['mailto:u@l.test', 'https://l.test/u'],
    'header:Message-ID:asRaw': ' <1@a.test>',
  });
});

test('URLs of a list field have no blanks, and comments are left out (RFC 2369 2)', async () => {
  const raw = lines(
    'List-Help: (write to <us> (or \\) <them>)) <mailto:help@l.test?subject=',
    '  help> (for help), <https://l.test/(help)>',
    'List-Post: NO (no <posts>)',
    'List-Owner: < mailto:o@l.test >',
    '',
    'text',
  );
  const named = (name: string) => `header:List-${name}:asURLs`;
  const { id: _id, ...rest } = await email(raw, { properties: ['Help', 'Post', 'Owner'].map(named) });
  assert.deepEqual(rest, {
    [named('Help')]: ['mailto:help@l.test?subject=help', 'https://l.test/(help)'],
    [named('Post')]: null,
    [named('Owner')]: ['mailto:o@l.test'],
  });
});

test('a date keeps its time zone, given as a number or a name (RFC 5322 4.3)', async () => {
  for (const [date, sentAt] of [
    ['Wed, 9 Jan 2002 19:47:50 MST', '2002-01-09T19:47:50-07:00'],
    ['Thu, 13 Feb 1969 23:32 -0330 (Newfoundland (Time))', '1969-02-13T23:32:00-03:30'],
    ['Mon Jan  2 15:04:05 +0100 2006', '2006-01-02T15:04:05+01:00'],
    ['Fri, 21 Nov 1997 09:55:06 GMT', '1997-11-21T09:55:06Z'],
    ['Fri, 21 Nov 1997 09:55:06 +9900', '1997-11-17T06:55:06Z'],
  ]) {
    assert.equal((await email(lines(`Date: ${date}`, '', 'text'), { properties: ['sentAt'] })).sentAt, sentAt);
  }
});

const MIXED = lines(
  'Subject: mixed',
  'Content-Type: multipart/mixed; boundary=m',
  '',
  '--m',
  'Content-Type: multipart/alternative; boundary=a',
  '',
  '--a',
  'Content-Type: text/plain; charset=iso-8859-1',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'gr=FC=DFe',
  '--a',
  'Content-Type: multipart/related; boundary=r',
  '',
  '--r',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p>grüße <b>dir</b></p>',
  '--r',
  'Content-Type: image/png',
  'Content-ID: <pic@a>',
  'Content-Disposition: inline',
  'Content-Transfer-Encoding: base64',
  '',
  'AAECAw==',
  '--r--',
  '--a--',
  '--m',
  "Content-Type: application/pdf; name*=utf-8''%e4%bd%a0.pdf",
  'Content-Disposition: attachment',
  'Content-Transfer-Encoding: base64',
  '',
  'AAEC',
  '--m',
  'Content-Type: message/rfc822',
  '',
  'Subject: inner',
  '',
  'inner',
  '--m--',
);

test('text, HTML and attachments are distinguished, and text values are included', async () => {
  const object = await email(MIXED, {
    properties: ['textBody', 'htmlBody', 'attachments', 'bodyValues', 'hasAttachment', 'blobId'],
    bodyProperties: ['partId', 'blobId', 'type', 'name', 'size', 'cid', 'charset', 'disposition'],
    fetchAllBodyValues: true,
  });
  const parts = (list: string) => (object[list] as JsonObject[]).map(({ partId, type, size }) => [partId, type, size]);
  assert.deepEqual(parts('textBody'), [['1.1', 'text/plain', 5]]);
  assert.deepEqual(parts('htmlBody'), [['1.2.1', 'text/html', 25]]);
  assert.deepEqual(parts('attachments'), [
    ['1.2.2', 'image/png', 4],
    ['2', 'application/pdf', 3],
    ['3', 'message/rfc822', 23],
  ]);
  const [png, pdf] = object.attachments as JsonObject[];
  assert.deepEqual([png?.cid, png?.disposition, png?.charset], ['pic@a', 'inline', null]);
  assert.deepEqual([pdf?.name, pdf?.blobId], ['你.pdf', `${object.blobId}_2`]);
  assert.deepEqual(object.bodyValues, {
    '1.1': { value: 'grüße', isEncodingProblem: false, isTruncated: false },
    '1.2.1': { value: '<p>grüße <b>dir</b></p>', isEncodingProblem: false, isTruncated: false },
  });
});

test('bodyStructure has all nested parts with their headers', async () => {
  const { bodyStructure } = await email(MIXED, {
    properties: ['bodyStructure'],
    bodyProperties: ['partId', 'type', 'header:Content-ID:asText'],
  });
  const shape = ({ partId, type, subParts }: JsonObject): unknown =>
    subParts ? [type, ...(subParts as JsonObject[]).map(shape)] : `${partId} ${type}`;
  assert.deepEqual(shape(bodyStructure as JsonObject), [
    'multipart/mixed',
    ['multipart/alternative', '1.1 text/plain', ['multipart/related', '1.2.1 text/html', '1.2.2 image/png']],
    '2 application/pdf',
    '3 message/rfc822',
  ]);
});

test('a text is truncated between characters, and not within a tag', async () => {
  const cut = async (type: string, text: string, maxBodyValueBytes: number): Promise<unknown> => {
    const raw = lines(`Content-Type: ${type}; charset=utf-8`, '', text);
    const { bodyValues } = await email(raw, {
      properties: ['bodyValues'],
      fetchAllBodyValues: true,
      maxBodyValueBytes,
    });
    return (bodyValues as Record<string, unknown>)['1'];
  };
  const value = (text: string, isTruncated: boolean) => ({ value: text, isEncodingProblem: false, isTruncated });
  assert.deepEqual(await cut('text/plain', 'aüb', 2), value('a', true));
  assert.deepEqual(await cut('text/plain', 'aüb', 3), value('aü', true));
  assert.deepEqual(await cut('text/plain', 'aüb', 100), value('aüb\n', false));
  assert.deepEqual(await cut('text/html', 'ab<b class="x">c</b>', 8), value('ab', true));
});

test('a text in an unknown transfer encoding is returned as it is and marked', async () => {
  const raw = 'Content-Transfer-Encoding: x-own\r\n\r\nas it stands';
  const { bodyValues } = await email(Buffer.from(raw), { properties: ['bodyValues'], fetchTextBodyValues: true });
  assert.deepEqual(bodyValues, { 1: { value: 'as it stands', isEncodingProblem: true, isTruncated: false } });
});

test('a text that does not fit its charset is marked', async () => {
  const problem = async (charset: string, text: Buffer): Promise<unknown> => {
    const raw = Buffer.concat([Buffer.from(`Content-Type: text/plain; charset=${charset}\r\n\r\n`), text]);
    const { bodyValues } = await email(raw, { properties: ['bodyValues'], fetchTextBodyValues: true });
    return (bodyValues as Record<string, JsonObject>)['1']?.isEncodingProblem;
  };
  assert.equal(await problem('utf-8', Buffer.from([0x61, 0xff])), true);
  assert.equal(await problem('x-nobody-knows', Buffer.from('a')), true);
  assert.equal(await problem('gb18030', Buffer.from([0xc4, 0xe3])), false);
  assert.equal(await problem('utf-8', Buffer.from('\ufffd')), false);
});

test('a message of one part and messages of odd structure have a body', async () => {
  const plain = await email(lines('Subject: x', '', 'y'), { bodyProperties: ['partId', 'type', 'charset'] });
  assert.deepEqual(plain.textBody, [{ partId: '1', type: 'text/plain', charset: 'us-ascii' }]);
  assert.deepEqual(plain.htmlBody, plain.textBody);
  assert.deepEqual(plain.attachments, []);
  const empty = await email('Content-Type: multipart/mixed; boundary=b\r\n\r\n', {
    properties: ['textBody'],
  });
  assert.deepEqual(empty.textBody, []);
  const bare = await email('', { properties: ['subject', 'from', 'textBody'] });
  assert.deepEqual([bare.subject, bare.from], [null, null]);
});

test('a multipart without its boundary shows its text, which can be searched; so does one once stored as empty', async () => {
  const raw = lines(
    'Content-Type: multipart/alternative; boundary=never',
    '',
    '--other',
    '',
    'Gänseblümchen',
    '--other--',
  );
  const asked = { properties: ['textBody', 'bodyValues', 'preview'], fetchTextBodyValues: true };
  const { textBody, bodyValues, preview } = await email(raw, asked);
  assert.deepEqual(
    (textBody as JsonObject[]).map(({ type, partId }) => [type, partId]),
    [['text/plain', '1']],
  );
  assert.match(String((bodyValues as Record<string, JsonObject>)['1']?.value), /Gänseblümchen/);
  assert.match(String(preview), /Gänseblümchen/);
  const { ids } = await web.one<{ ids: string[] }>(alice, 'Email/query', { filter: { body: 'ganseblumchen' } });
  assert.equal(ids.length, 1);
  await web.store.pool.query(
    `update messages set parts = jsonb_set(jsonb_set(parts::jsonb, '{type}', '"multipart"'), '{children}', '[]')::text where account_id = $1 and id = $2`,
    [alice.number, Number(ids[0]?.slice(1))],
  );
  const { list } = await web.one<{ list: JsonObject[] }>(alice, 'Email/get', { ids, ...asked });
  assert.match(JSON.stringify(list[0]?.bodyValues), /Gänseblümchen/);
});

test('\\Deleted emails, those of other accounts, and too many ids are not returned', async () => {
  const { id } = await web.append(alice, 'Subject: gone\r\n\r\n', { flags: Flag.Deleted });
  assert.deepEqual((await get([id])).notFound, [id]);
  const bob = await web.account();
  const theirs = await web.append(bob, 'Subject: theirs\r\n\r\n');
  await web.append(alice, 'Subject: mine\r\n\r\n');
  const seen = (await get([theirs.id], { properties: ['subject'] })).list.map(({ subject }) => subject);
  assert.ok(!seen.includes('theirs'));
  const refused = await web.call(
    alice,
    ['Email/get', { ids: null }],
    ['Email/get', { ids: [], properties: ['nothing'] }],
  );
  assert.deepEqual(
    refused.map(([name, { type }]) => [name, type]),
    [
      ['error', 'requestTooLarge'],
      ['error', 'invalidArguments'],
    ],
  );
});

test('a large message with thousands of parts is read with few queries, and each part is right', async () => {
  const part = (n: number): string =>
    lines('--b', 'Content-Transfer-Encoding: base64', `X-N: ${n}`, '', Buffer.alloc(1_000, n).toString('base64'));
  const parts = Array.from({ length: 2_000 }, (_, n) => part(n)).join('');
  const { id } = await web.append(alice, `Content-Type: multipart/mixed; boundary=b\r\n\r\n${parts}--b--\r\n`);
  const queries = web.countQueries();
  const [object] = (
    await get([id], { properties: ['bodyStructure'], bodyProperties: ['size', 'header:x-n', 'headers'] })
  ).list;
  assert.ok(object);
  const { subParts } = object.bodyStructure as { subParts: { size: number; 'header:x-n': string }[] };
  assert.deepEqual(
    subParts.map((each) => [each.size, each['header:x-n']]),
    Array.from({ length: 2_000 }, (_, n) => [1_000, ` ${n}`]),
  );
  assert.ok(queries() < 50, `${queries()} queries`);
});

test('the forms of one header field and the number of properties are limited', async () => {
  const twice = { properties: ['header:To', 'header:to', 'header:TO', 'header:tO', 'header:to:asRaw'] };
  const spelled = ['xy', 'Xy', 'xY', 'XY'].map((name) => `header:${name}:all`);
  const parts = { properties: ['bodyStructure'], bodyProperties: [...spelled, 'header:xy:asRaw:all'] };
  const many = { properties: ['bodyStructure'], bodyProperties: Array.from({ length: 201 }, (_, n) => `header:x${n}`) };
  const refused = await web.call(
    alice,
    ['Email/get', { ids: [], ...twice }],
    ['Email/get', { ids: [], ...parts }],
    ['Email/get', { ids: [], ...many }],
  );
  assert.deepEqual(
    refused.map(([, { type }]) => type),
    ['invalidArguments', 'invalidArguments', 'requestTooLarge'],
  );
  const forms = { properties: ['header:Subject', 'header:Subject:all', 'header:Subject:asText', 'subject'] };
  assert.equal((await web.call(alice, ['Email/get', { ids: [], ...forms }]))[0]?.[0], 'Email/get');
});
