import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { JsonObject } from '@postroom/jmap';
import { listMailboxes } from '@postroom/mailbox';
import { decodeWords, describe } from '@postroom/mime';
import { startWeb } from '../../../testing.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());
const alice = await web.account();
const places = new Map(
  (await listMailboxes(web.store.pool, alice.number)).map(({ name, mailboxId }) => [name, `M${mailboxId}`]),
);
const drafts = places.get('Drafts') as string;
const mailboxIds = { [drafts]: true };

interface Set {
  created: Record<string, JsonObject> | null;
  notCreated: Record<string, JsonObject> | null;
}

const create = (email: object) => web.one<Set>(alice, 'Email/set', { create: { one: { mailboxIds, ...email } } });

/** Makes an email and returns its octets. */
async function made(email: object): Promise<string> {
  const { created, notCreated } = await create(email);
  assert.equal(notCreated, null, JSON.stringify(notCreated));
  const response = await web.fetch(`/jmap/download/${alice.id}/${created?.one?.blobId}/x`, alice);
  return response.text();
}

async function upload(content: string | Buffer, type: string): Promise<string> {
  const response = await web.fetch(`/jmap/upload/${alice.id}`, alice, {
    method: 'POST',
    body: content as never,
    headers: { 'content-type': type },
  });
  return ((await response.json()) as { blobId: string }).blobId;
}

test('a draft is stored as described and reads back with the same meaning', async () => {
  const blobId = await upload(Buffer.from([0, 1, 2, 255]), 'image/png');
  const email = {
    keywords: { $draft: true, $seen: true, Work: true },
    receivedAt: '2026-01-02T03:04:05Z',
    from: [{ name: 'Jörg, "J"', email: 'joerg@postroom.test' }],
    to: [{ name: null, email: 'a@b.test' }, { email: '"odd local"@b.test' }],
    'header:Cc:asGroupedAddresses': [{ name: 'Team', addresses: [{ name: 'C', email: 'c@d.test' }] }],
    subject: '你好, a subject that is long enough to be folded somewhere between its many words',
    'header:X-Text:asText': 'grüße',
    'header:List-Archive:asURLs': ['https://l.test/a'],
    references: ['1@a.test', '2@a.test'],
    sentAt: '2026-11-27T10:00:00+02:00',
    messageId: ['own@postroom.test'],
    textBody: [{ partId: 't', type: 'text/plain' }],
    htmlBody: [{ partId: 'h', type: 'text/html' }],
    attachments: [
      { blobId, type: 'image/png', cid: 'pic', disposition: 'inline', name: 'pic.png' },
      { blobId, type: 'application/pdf', disposition: 'attachment', name: '报告.pdf' },
    ],
    bodyValues: { t: { value: 'grüße\nsecond line' }, h: { value: '<p><img src="cid:pic"></p>' } },
  };
  const { created, notCreated } = await create(email);
  assert.equal(notCreated, null, JSON.stringify(notCreated));
  const { id, threadId, size } = created?.one ?? {};
  assert.deepEqual([threadId, typeof size], [(id as string).replace('E', 'T'), 'number']);
  const { list } = await web.one<{ list: JsonObject[] }>(alice, 'Email/get', {
    ids: [id],
    properties: [
      ...[
        'keywords',
        'receivedAt',
        'from',
        'to',
        'subject',
        'references',
        'sentAt',
        'messageId',
        'mailboxIds',
        'hasAttachment',
      ],
      ...[
        'header:Cc:asGroupedAddresses',
        'header:X-Text:asText',
        'header:List-Archive:asURLs',
        'bodyValues',
        'attachments',
        'header:MIME-Version:asText',
      ],
    ],
    fetchAllBodyValues: true,
    bodyProperties: ['type', 'name', 'cid', 'disposition', 'size'],
  });
  assert.deepEqual(list[0], {
    id,
    keywords: { $draft: true, $seen: true, work: true },
    receivedAt: email.receivedAt,
    mailboxIds,
    hasAttachment: true,
    from: email.from,
    to: [email.to[0], { name: null, email: '"odd local"@b.test' }],
    subject: email.subject,
    references: email.references,
    sentAt: '2026-11-27T10:00:00+02:00',
    messageId: email.messageId,
    'header:Cc:asGroupedAddresses': email['header:Cc:asGroupedAddresses'],
    'header:X-Text:asText': 'grüße',
    'header:List-Archive:asURLs': ['https://l.test/a'],
    'header:MIME-Version:asText': '1.0',
    bodyValues: {
      '1.1': { value: 'grüße\nsecond line', isEncodingProblem: false, isTruncated: false },
      '1.2.1': { value: '<p><img src="cid:pic"></p>', isEncodingProblem: false, isTruncated: false },
    },
    attachments: [
      { type: 'image/png', name: 'pic.png', cid: 'pic', disposition: 'inline', size: 4 },
      { type: 'application/pdf', name: '报告.pdf', cid: null, disposition: 'attachment', size: 4 },
    ],
  });
});

test('every line ends with CRLF, and missing required fields are added', async () => {
  const raw = await made({ subject: 'x', textBody: [{ partId: '1' }], bodyValues: { 1: { value: 'a\rb\r\nc' } } });
  assert.doesNotMatch(raw, /[^\r]\n|\r[^\n]/);
  assert.match(raw, /^Date: /m);
  assert.match(raw, /^Message-ID: <[^>]+@mail\.postroom\.test>\r$/im);
  assert.match(raw, /\r\n\r\na\r\nb\r\nc/);
  assert.match(await made({}), /^Content-Type: text\/plain/im);
});

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

test('a raw header field is written exactly as given', async () => {
  for (const value of [
    ' plain',
    'close',
    '  wide ',
    ' folded\r\n\there',
    '\r\n behind',
    ' =?utf-8?q?=C3=A9?= <a@b.test>',
  ]) {
    const raw = await made({ 'header:X-Raw': value, 'header:Reply-To': value, from: [{ email: 'a@b.test' }] });
    assert.ok(raw.includes(`\r\nX-Raw:${value}\r\n`) || raw.startsWith(`X-Raw:${value}\r\n`), raw);
    assert.ok(raw.includes(`\r\nReply-To:${value}\r\n`), raw);
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
    ['attachments', attached({ cid: long })],
    ['attachments', attached({ location: `https://a.test/${long}` })],
  ] as const) {
    const { notCreated } = await create(email);
    assert.deepEqual([notCreated?.one?.type, notCreated?.one?.properties], ['invalidProperties', [property]]);
  }
});

test('a given body structure is created as described, with an attached message', async () => {
  const inner = await upload('Subject: inner\r\n\r\nü\r\n', 'message/rfc822');
  const raw = await made({
    bodyStructure: {
      type: 'multipart/mixed',
      subParts: [
        { partId: 'a', type: 'text/plain', 'header:X-Part:asText': 'first', language: ['de'] },
        { blobId: inner, type: 'message/rfc822' },
      ],
    },
    bodyValues: { a: { value: 'text' } },
  });
  assert.match(raw, /^X-Part: first\r$/m);
  assert.match(raw, /^Content-Language: de\r$/m);
  assert.match(raw, /Content-Type: message\/rfc822/i);
  assert.match(raw, /Subject: inner\r\n\r\nü\r\n/);
  // RFC 2045 6.4: the 8-bit part declares 8bit, and so does the part around it.
  assert.equal(raw.match(/^Content-Transfer-Encoding: 8bit\r$/gim)?.length, 2);
});

test('RFC 2045 7: a cid is ASCII in the message, and HTML that refers to it follows, in either spelling', async () => {
  const blobId = await upload(Buffer.from([1]), 'image/png');
  const part = (cid: string) => ({ blobId, type: 'image/png', disposition: 'inline', cid });
  const raw = await made({
    htmlBody: [{ partId: 'h', type: 'text/html' }],
    attachments: [part('图片@x'), part('grün'), part('pic')],
    bodyValues: {
      h: { value: '<img src="cid:图片@x"><a href=\'CID:gr%C3%BCn\'><img src=cid:pic><img src="cid:%E5%">' },
    },
  });
  assert.match(raw, /^[\0-\x7f]*$/);
  const ids = [...raw.matchAll(/^Content-Id: <(.*)>\r$/gim)].map(([, id]) => id);
  const html = raw.replaceAll('=\r\n', '').replaceAll('=3D', '=');
  assert.deepEqual(
    [...html.matchAll(/cid:([^"'>]+)/gi)].map(([, id]) => id),
    [...ids, '%E5%'],
  );
  assert.equal(new Set(ids).size, 3);
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
    assert.deepEqual(notCreated?.one?.properties, Object.keys(email));
  }
});

test('an email that cannot be created gets an error with the reason', async () => {
  const body = { textBody: [{ partId: '1' }], bodyValues: { 1: { value: 'x' } } };
  const cases: [object, string, string[]?][] = [
    ...['__proto__', 'constructor', 'toString'].map((name): [object, string, string[]] => [
      JSON.parse(`{"${name}":"x"}`),
      'invalidProperties',
      [name],
    ]),
    [{ mailboxIds: {} }, 'invalidProperties', ['mailboxIds']],
    [{ mailboxIds: { M999999: true } }, 'invalidProperties', ['mailboxIds']],
    [{ keywords: { 'a b': true } }, 'invalidProperties', ['keywords']],
    [{ id: 'E1' }, 'invalidProperties', ['id']],
    [{ size: 3 }, 'invalidProperties', ['size']],
    [{ headers: [] }, 'invalidProperties', ['headers']],
    [{ subject: 'a', 'header:Subject:asText': 'b' }, 'invalidProperties'],
    [{ 'header:Content-Type:asText': 'text/html' }, 'invalidProperties'],
    [{ ...body, bodyStructure: { partId: '1' } }, 'invalidProperties'],
    [
      { textBody: [{ partId: '1', type: 'text/html' }], bodyValues: body.bodyValues },
      'invalidProperties',
      ['textBody'],
    ],
    [{ textBody: [{ partId: '2' }], bodyValues: body.bodyValues }, 'invalidProperties', ['bodyValues']],
    [{ textBody: [{ partId: '1', blobId: 'B1' }], bodyValues: body.bodyValues }, 'invalidProperties', ['textBody']],
    [{ textBody: [{ partId: '1', charset: 'utf-8' }], bodyValues: body.bodyValues }, 'invalidProperties', ['textBody']],
    [{ ...body, bodyValues: { 1: { value: 'x', isTruncated: true } } }, 'invalidProperties', ['bodyValues']],
    [{ textBody: [{ partId: '1', size: 4 }], bodyValues: body.bodyValues }, 'invalidProperties', ['textBody']],
    [
      {
        subject: 'one',
        bodyStructure: { partId: '1', type: 'text/plain', 'header:Subject': 'two' },
        bodyValues: body.bodyValues,
      },
      'invalidProperties',
      ['bodyStructure'],
    ],
    [
      {
        bodyStructure: { type: 'multipart/mixed', partId: '1', subParts: [{ partId: '1' }] },
        bodyValues: body.bodyValues,
      },
      'invalidProperties',
      ['bodyStructure'],
    ],
    [{ attachments: [{ blobId: 'B999999', type: 'text/plain' }] }, 'blobNotFound'],
    [{ receivedAt: 'now' }, 'invalidProperties', ['receivedAt']],
  ];
  for (const [email, type, properties] of cases) {
    const { notCreated } = await create(email);
    assert.equal(notCreated?.one?.type, type, `${JSON.stringify(email)} ${JSON.stringify(notCreated)}`);
    if (properties) assert.deepEqual(notCreated?.one?.properties, properties);
  }
});

interface Body {
  readonly textBody: readonly { readonly partId: string; readonly language: readonly string[] }[];
  readonly bodyValues: Readonly<Record<string, { readonly value: string }>>;
  readonly attachments: readonly object[];
}

test('texts read back exactly as given, in the charset that the client names', async () => {
  const texts = [
    'x',
    'x\n',
    '',
    '\n',
    ' x ',
    'From me\n.\n..',
    '=3D\n\n',
    'é',
    'x'.repeat(998),
    'ä '.repeat(2_000),
    '-- \nme',
  ];
  for (const value of texts) {
    for (const attachments of [[], [{ partId: 'b', type: 'text/plain' }]]) {
      const textBody = [{ partId: 'a', language: ['en-GB'] }];
      const { created } = await create({ textBody, attachments, bodyValues: { a: { value }, b: { value: 'b' } } });
      const { list } = await web.one<{ list: Body[] }>(alice, 'Email/get', {
        ids: [created?.one?.id],
        properties: ['textBody', 'bodyValues', 'attachments'],
        fetchTextBodyValues: true,
      });
      const part = list[0]?.textBody[0];
      assert.equal(list[0]?.bodyValues[part?.partId ?? '']?.value, value, JSON.stringify(value.slice(0, 40)));
      assert.deepEqual(part?.language, ['en-GB']);
      assert.equal(list[0]?.attachments.length, attachments.length, 'what is attached is an attachment');
    }
  }
  const blobId = await upload('grüße', 'text/plain');
  const { created } = await create({ textBody: [{ blobId, charset: 'utf-8' }] });
  const { list } = await web.one<{ list: JsonObject[] }>(alice, 'Email/get', {
    ids: [created?.one?.id],
    properties: ['textBody'],
    bodyProperties: ['charset'],
  });
  assert.deepEqual(list[0]?.textBody, [{ charset: 'utf-8' }]);
});

test('null means no field, and parts of a digest are messages by default', async () => {
  const blobId = await upload('Subject: inner\r\n\r\ninner\r\n', 'message/rfc822');
  const { created } = await create({
    'header:X-Own': null,
    'header:X-Own:asText': null,
    subject: null,
    'header:Subject:asText': 'a digest',
    bodyStructure: { type: 'multipart/digest', subParts: [{ blobId }, { blobId }] },
  });
  const { list } = await web.one<{ list: JsonObject[] }>(alice, 'Email/get', {
    ids: [created?.one?.id],
    properties: ['subject', 'header:X-Own', 'bodyStructure'],
    bodyProperties: ['type'],
  });
  const [{ id: _id, ...email } = {}] = list;
  const message = { type: 'message/rfc822', subParts: null };
  assert.deepEqual(email, {
    subject: 'a digest',
    'header:X-Own': null,
    bodyStructure: { type: 'multipart/digest', subParts: [message, message] },
  });
});
