import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testServer } from './server.ts';

const server = await testServer();
after(async () => {
  await server[Symbol.asyncDispose]();
  assert.deepEqual(server.errors, []);
});

async function open(name: string, ...messages: Buffer[]) {
  const account = await server.account(`${name}@postroom.test`);
  for (const raw of messages) await server.deliver(account, 'INBOX', raw);
  const wire = await server.login(`${name}@postroom.test`);
  await wire.line('s SELECT INBOX');
  await wire.until(/^s OK/);
  return wire;
}

test('RFC 3501 9: no literal contains NUL, and sizes are those of the stored message', async () => {
  const small = Buffer.from('Subject: a\0b\r\nX: \0\r\n\r\none\0two\0');
  const large = Buffer.from(`Subject: large\r\n\r\n${'x'.repeat(300_000)}\0${'y'.repeat(1_200_000)}\0z`);
  const wire = await open('nul', small, large);
  for (const [number, raw] of [small, large].entries()) {
    const clean = Buffer.from(raw.map((octet) => (octet === 0 ? 0x80 : octet)));
    for (const [item, from, to] of [
      ['BODY.PEEK[]', 0, raw.length],
      ['BODY[]', 0, raw.length],
      ['RFC822', 0, raw.length],
      ['BODY.PEEK[TEXT]', raw.indexOf('\r\n\r\n') + 4, raw.length],
      ['BODY.PEEK[]<3.300020>', 3, Math.min(raw.length, 300_023)],
      ['BODY.PEEK[HEADER]', 0, raw.indexOf('\r\n\r\n') + 4],
      ['BODY.PEEK[HEADER.FIELDS (Subject)]', 0, raw.indexOf('\n') + 1],
    ] as const) {
      await wire.line(`f FETCH ${number + 1} (RFC822.SIZE ${item})`);
      const [, size] = await wire.expect(/^\* \d FETCH \(.*RFC822\.SIZE (\d+)/);
      assert.equal(Number(size), raw.length, item);
      const bytes = await wire.readBytes(to - from);
      assert.ok(bytes.equals(clean.subarray(from, to)), item);
      await wire.until(/^f OK/);
    }
  }
  wire.close();
});

test('hundreds of FETCH items about fields of a large header do not block other sessions', {
  timeout: 60_000,
}, async () => {
  const wire = await open('many', Buffer.from(`Subject: it\r\n${'a:\r\nb:\r\n'.repeat(120_000)}\r\nbody`));
  const other = await open('other');
  const items = Array.from({ length: 200 }, (_, n) => `BODY.PEEK[HEADER.FIELDS.NOT (X-${n})]<0.9>`);
  await wire.line(`f FETCH 1 (${items.join(' ')})`);
  let done = false;
  const fetched = wire.until(/^f OK/).finally(() => {
    done = true;
  });
  let turns = 0;
  for (; !done; turns++) await other.ask('n NOOP', /^n OK/);
  const lines = await fetched;
  assert.equal(lines.filter((line) => line.startsWith('Subject: ')).length, 200);
  assert.ok(turns >= 10, `${turns} turns`);
  wire.close();
  other.close();
});
