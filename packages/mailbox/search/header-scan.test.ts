import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Breath } from './breath.ts';
import { HeaderScan } from './header-scan.ts';

const header = Buffer.from(
  'Received: from A.example by B.example\r\nSubject: =?utf-8?B?5Lit5paH?= and\r\n =?utf-8?Q?_caf=C3=A9?=\r\nX-Raw: süß\r\nTo:\r\n\r\nin the body',
);
const latin1 = Buffer.from('X-Raw: Gr\xfc\xdfe\r\n\r\n', 'latin1');

async function holds(bytes: Buffer, ask: (scan: HeaderScan) => number): Promise<boolean> {
  const scan = new HeaderScan();
  // Other questions about the same header must not change the answer.
  scan.askField('subject', 'nothing');
  const bit = ask(scan);
  const bits = await scan.look(bytes, new Breath());
  return ((bits[bit >> 3] as number) & (1 << (bit & 7))) !== 0;
}

test('text is found anywhere in a header', async () => {
  for (const text of ['a.EXAMPLE by', 'x-raw', '中文', 'Café', 'SÜß', '=?utf-8?b?5lit', 'and café']) {
    assert.ok(await holds(header, (scan) => scan.askAnywhere(text)), text);
  }
  for (const text of ['c.example', '文中', 'in the body']) {
    assert.ok(!(await holds(header, (scan) => scan.askAnywhere(text))), text);
  }
  assert.ok(await holds(latin1, (scan) => scan.askAnywhere('grüße')));
});

test('text is found in the fields of a name, and the presence of a field', async () => {
  const yes: [string, string][] = [
    ['subject', 'CAFÉ'],
    ['received', 'from a.example'],
    ['to', ''],
    ['x-raw', 'süß'],
  ];
  const no: [string, string][] = [
    ['subject', 'süß'],
    ['cc', ''],
    ['', ''],
    ['subject', 'subject'],
    ['received', 'in the body'],
  ];
  for (const [name, value] of yes) assert.ok(await holds(header, (scan) => scan.askField(name, value)), name + value);
  for (const [name, value] of no) assert.ok(!(await holds(header, (scan) => scan.askField(name, value))), name + value);
});

test('a field of a megabyte is searched in pieces without missing text between them', async () => {
  const words = '=?utf-8?q?w=C3=B6rter?= '.repeat(45_000);
  const long = Buffer.from(`X-Long: ${words}=?utf-8?q?n=C3=A4del?= ${words}\r\n\r\n`);
  assert.ok(await holds(long, (scan) => scan.askField('x-long', 'nädel')));
  assert.ok(await holds(long, (scan) => scan.askAnywhere('nädel')));
  for (let at = 65_000; at < 68_000; at += 97) {
    const bytes = Buffer.from(`X-Long: ${'x'.repeat(at)} needle ${'y'.repeat(70_000)}\r\n\r\n`);
    assert.ok(await holds(bytes, (scan) => scan.askField('x-long', ' needle ')), `${at}`);
  }
});

test('a header is read only until all questions are answered', async () => {
  const long = Buffer.from(`To: a\r\nSubject: b\r\nX-Long: ${'x'.repeat(600_000)}\r\n\r\n`);
  let work = 0;
  const breath = new Breath();
  const counted = {
    after(octets: number) {
      work += octets;
      return breath.after(octets);
    },
  } as Breath;
  const scan = new HeaderScan();
  for (const name of ['to', 'subject']) scan.askField(name, '');
  scan.askField('to', 'A');
  assert.deepEqual([...(await scan.look(long, counted))], [7]);
  assert.ok(work < 1_000, `${work} octets`);
});
