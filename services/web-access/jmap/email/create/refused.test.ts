import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openWriter } from './testing.ts';

const writer = await openWriter();
after(() => writer[Symbol.asyncDispose]());
const { create } = writer;

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
    ...[
      ...['From:asText', 'From:asDate', 'Subject:asURLs', 'Subject:all:asText', 'Received:asText', 'X-A:asNothing'],
      ...['Message-ID:asAddresses', 'Date:asText', 'List-Post:asText', 'X-A:asText:all:all'],
    ].map((form): [object, string, string[]] => [{ [`header:${form}`]: 'x' }, 'invalidProperties', [`header:${form}`]]),
    [{ 'header:X-A:asText:all': 'a' }, 'invalidProperties', ['header:X-A:asText:all']],
    [{ 'header:X-A:asText': ['a'] }, 'invalidProperties', ['header:X-A:asText']],
    [{ from: [{ name: 'x' }] }, 'invalidProperties', ['from']],
    [{ messageId: ['<a@b.test>'] }, 'invalidProperties', ['messageId']],
    [{ bodyStructure: { type: 'multipart/mixed', subParts: [] } }, 'invalidProperties', ['bodyStructure/subParts']],
    [{ bodyStructure: { type: 'text/plain' } }, 'invalidProperties', ['bodyStructure/partId', 'bodyStructure/blobId']],
    [{ textBody: [], htmlBody: [] }, 'invalidProperties', ['textBody']],
    [{ ...body, bodyStructure: { partId: '1' } }, 'invalidProperties', ['textBody']],
    [
      { textBody: [{ partId: '1', type: 'text/html' }], bodyValues: body.bodyValues },
      'invalidProperties',
      ['textBody/0/type'],
    ],
    [{ textBody: [{ partId: '2' }], bodyValues: body.bodyValues }, 'invalidProperties', ['textBody/0/partId']],
    [
      { textBody: [{ partId: '1', blobId: 'B1' }], bodyValues: body.bodyValues },
      'invalidProperties',
      ['textBody/0/partId', 'textBody/0/blobId'],
    ],
    [
      { textBody: [{ partId: '1', charset: 'utf-8' }], bodyValues: body.bodyValues },
      'invalidProperties',
      ['textBody/0/charset'],
    ],
    [
      { ...body, bodyValues: { 1: { value: 'x', isTruncated: true } } },
      'invalidProperties',
      ['bodyValues/1/isTruncated'],
    ],
    [
      { ...body, bodyValues: { 1: { value: 'x', isEncodingProblem: 'no', isTruncated: true } } },
      'invalidProperties',
      ['bodyValues/1/isEncodingProblem', 'bodyValues/1/isTruncated'],
    ],
    ...[
      { 'header:X-A': ' a', 'header:x-a:asText': 'a' },
      { cid: 'a@b', 'header:Content-ID': ' <c@d>' },
      { disposition: 'inline', 'header:Content-Disposition:asRaw': ' attachment' },
      { name: 'a.txt', 'header:Content-Disposition': ' attachment; filename=b.txt' },
      { language: ['de'], 'header:Content-Language:asText': 'en' },
      { location: 'a', 'header:Content-Location:asText': 'b' },
      { 'header:Content-Transfer-Encoding': ' 8bit' },
    ].flatMap((twice): [object, string, string[]][] => {
      const last = Object.keys(twice).at(-1);
      const part = { partId: '1', ...twice };
      const { bodyValues } = body;
      return [
        [{ bodyStructure: part, bodyValues }, 'invalidProperties', [`bodyStructure/${last}`]],
        [{ textBody: [part], bodyValues }, 'invalidProperties', [`textBody/0/${last}`]],
      ];
    }),
    [{ textBody: [{ partId: '1', size: 4 }], bodyValues: body.bodyValues }, 'invalidProperties', ['textBody/0/size']],
    [
      {
        subject: 'one',
        bodyStructure: { partId: '1', type: 'text/plain', 'header:Subject': 'two' },
        bodyValues: body.bodyValues,
      },
      'invalidProperties',
      ['bodyStructure/header:Subject'],
    ],
    [
      {
        bodyStructure: { type: 'multipart/mixed', partId: '1', subParts: [{ partId: '1' }] },
        bodyValues: body.bodyValues,
      },
      'invalidProperties',
      ['bodyStructure/partId'],
    ],
    [
      {
        bodyStructure: { type: 'multipart/mixed', subParts: [{ partId: '1' }, { partId: '1', headers: [] }] },
        bodyValues: body.bodyValues,
      },
      'invalidProperties',
      ['bodyStructure/subParts/1/headers'],
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
