import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startWeb } from '../testing.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());

/** Names in the order of RFC 5051: accented letters directly after the plain letter, other scripts by their code points. */
const IN_ORDER = ['apfel', 'Äpfel', 'Eule', 'ezra', 'École', 'Fest', 'Öl', 'straße', 'Zebra', 'Ωmega', 'б', '中文'];
const encoded = (text: string) => `=?utf-8?b?${Buffer.from(text).toString('base64')}?=`;

test('emails and mailboxes are sorted by the collation that the session announces', async () => {
  const account = await web.account();
  const texts = new Map<string, string>();
  for (const text of IN_ORDER.toReversed()) {
    const fields = `Subject: Re: ${encoded(text)}\r\nFrom: ${encoded(text)} <x@b.test>\r\nTo: ${encoded(text)} <y@b.test>\r\n`;
    texts.set((await web.append(account, `${fields}\r\nx\r\n`)).id, text);
  }
  for (const property of ['subject', 'from', 'to']) {
    for (const isAscending of [true, false]) {
      // Without a limit the whole list is sorted; with a limit the first page is read along an index.
      for (const limit of [null, 3]) {
        const sort = [{ property, isAscending, collation: 'i;unicode-casemap' }];
        const { ids } = await web.one<{ ids: string[] }>(account, 'Email/query', { sort, limit });
        const expected = (isAscending ? IN_ORDER : IN_ORDER.toReversed()).slice(0, limit ?? IN_ORDER.length);
        assert.deepEqual(
          ids.map((id) => texts.get(id)),
          expected,
          `${property} ${isAscending} ${limit}`,
        );
      }
    }
  }

  const create = Object.fromEntries(IN_ORDER.map((name, n) => [`m${n}`, { name }]));
  const { created } = await web.one<{ created: Record<string, { id: string }> }>(account, 'Mailbox/set', { create });
  const names = new Map(Object.entries(created).map(([key, { id }]) => [id, create[key]?.name]));
  const { ids } = await web.one<{ ids: string[] }>(account, 'Mailbox/query', {
    filter: { hasAnyRole: false },
    sort: [{ property: 'name' }],
  });
  assert.deepEqual(
    ids.map((id) => names.get(id)),
    IN_ORDER,
  );
});

test('any other collation is refused', async () => {
  const account = await web.account();
  for (const collation of ['i;octet', 'i;ascii-casemap', '']) {
    const [response] = await web.call(account, ['Email/query', { sort: [{ property: 'subject', collation }] }]);
    assert.deepEqual([response?.[0], response?.[1].type], ['error', 'unsupportedSort'], collation);
  }
});
