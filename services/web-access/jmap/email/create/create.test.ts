import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { JsonObject } from '@postroom/jmap';
import { Random } from '@postroom/testkit';
import { openWriter } from './testing.ts';

const writer = await openWriter();
after(() => writer[Symbol.asyncDispose]());
const { web, account: alice, mailboxIds, create, made, upload } = writer;

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

interface Read {
  readonly type: string;
  readonly partId: string | null;
  readonly blobId: string | null;
  readonly subParts: readonly Read[] | null;
  readonly [property: string]: unknown;
}

test('any body structure reads back as it was given, with the octets of each part', async () => {
  const seed = Number(process.env.SEED ?? 20_261_201);
  const random = new Random(seed);
  const octets: Record<string, Buffer> = {
    'image/png': Buffer.from([0, 13, 10, 13, 255, 10, 0]),
    'application/octet-stream': Buffer.alloc(3_000, 'a\n'),
    'text/csv': Buffer.from('a;b\r\n--x\r\n.\r\n'),
    'message/rfc822': Buffer.from('Subject: inner\r\nContent-Type: text/html\r\n\r\n<p>grüße\r\n'),
    'application/x-empty': Buffer.alloc(0),
  };
  const blobs = new Map<string, string>();
  for (const [type, content] of Object.entries(octets)) blobs.set(type, await upload(content, type));
  const texts = [
    '',
    'hello',
    'grüße\n',
    '. \n--\n\nFrom me\n',
    `${'long '.repeat(300)}\n${'x'.repeat(2_000)}`,
    'BEGIN\n\n\n',
    '会议 🎉',
  ];
  const names = ['a.txt', '报告 "1" \\ a/b;=?.pdf', `${'ü'.repeat(150)}.png`, "it's 100%.doc"];
  const maybe = (value: () => object): object => (random.chance(0.4) ? value() : {});
  const bodyValues: Record<string, { value: string }> = {};
  const attributes = () => ({
    ...maybe(() => ({
      disposition: random.pick(['inline', 'attachment']),
      ...maybe(() => ({ name: random.pick(names) })),
    })),
    ...maybe(() => ({ cid: `c${random.below(1_000)}@x.test` })),
    ...maybe(() => ({ language: random.pick([['de'], ['en', 'fr-CA']]) })),
    ...maybe(() => ({ location: 'https://x.test/a?b=c' })),
    ...maybe(() => ({ 'header:X-Own:asText': random.pick(['plain', 'grüße', '你好'.repeat(40)]) })),
  });
  const part = (depth: number): JsonObject => {
    const roll = random.next();
    if (depth < 4 && roll < 0.4) {
      const subParts = Array.from({ length: 1 + random.below(3) }, () => part(depth + 1));
      const type = `multipart/${random.pick(['mixed', 'alternative', 'related', 'digest', 'report', 'parallel'])}`;
      return { type, subParts, ...(random.chance(0.3) && { 'header:X-Own:asText': 'multi' }) };
    }
    if (roll < 0.7) {
      const partId = `p${Object.keys(bodyValues).length}`;
      bodyValues[partId] = { value: random.pick(texts) };
      return {
        partId,
        type: random.pick(['text/plain', 'text/html', 'text/calendar', 'text/markdown']),
        ...attributes(),
      };
    }
    const type = random.pick([...blobs.keys()]);
    return { type, blobId: blobs.get(type) as string, ...attributes() };
  };
  const compare = async (given: JsonObject, read: Read, values: Record<string, { value: string }>): Promise<void> => {
    const says = `${JSON.stringify(given)} ${JSON.stringify(read)} seed ${seed}`;
    for (const [property, value] of Object.entries(given)) {
      if (!['partId', 'blobId', 'subParts'].includes(property)) assert.deepEqual(read[property], value, says);
    }
    if (Array.isArray(given.subParts)) {
      assert.equal(read.subParts?.length, given.subParts.length, says);
      for (const [n, child] of given.subParts.entries())
        await compare(child as JsonObject, read.subParts?.[n] as Read, values);
      return;
    }
    if (typeof given.partId === 'string') {
      assert.deepEqual(
        values[String(read.partId)],
        { ...bodyValues[given.partId], isEncodingProblem: false, isTruncated: false },
        says,
      );
      return;
    }
    const response = await web.fetch(`/jmap/download/${alice.id}/${read.blobId}/x`, alice);
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), octets[String(given.type)], says);
    assert.equal(read.size, octets[String(given.type)]?.length, says);
  };
  for (let n = 0; n < 12; n++) {
    const bodyStructure = part(0);
    const { created, notCreated } = await create({ subject: `${n}`, bodyStructure, bodyValues });
    assert.equal(notCreated, null, `${JSON.stringify(bodyStructure)} seed ${seed}`);
    const { list } = await web.one<{ list: { bodyStructure: Read; bodyValues: Record<string, { value: string }> }[] }>(
      alice,
      'Email/get',
      {
        ids: [created?.one?.id],
        properties: ['bodyStructure', 'bodyValues'],
        bodyProperties: [
          'partId',
          'blobId',
          'type',
          'size',
          'name',
          'disposition',
          'cid',
          'language',
          'location',
          'header:X-Own:asText',
        ],
        fetchAllBodyValues: true,
      },
    );
    const [email] = list;
    assert.ok(email);
    await compare(bodyStructure, email.bodyStructure, email.bodyValues);
  }
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

test('more attachments than the session announces do not fit, and fewer do', async () => {
  const session = (await (await web.fetch('/jmap/session', alice)).json()) as {
    accounts: Record<string, { accountCapabilities: Record<string, { maxSizeAttachmentsPerEmail: number }> }>;
  };
  const most = session.accounts[alice.id]?.accountCapabilities['urn:ietf:params:jmap:mail'];
  const size = (most?.maxSizeAttachmentsPerEmail ?? 0) / 2;
  const attached = async (octets: number) => {
    const blobId = await upload(Buffer.alloc(octets, 'x'), 'application/octet-stream');
    const part = { blobId, type: 'application/octet-stream' };
    return create({ subject: 'x', attachments: [part, part] });
  };
  assert.equal((await attached(Math.ceil(size) + 1)).notCreated?.one?.type, 'tooLarge');
  assert.ok((await attached(Math.floor(size) - 1_000)).created?.one);
});
