import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { rar5 } from '../message/rar.testing.ts';
import { tar } from '../message/tar.testing.ts';
import { attachments } from './attachments.ts';
import { hiddenNames } from './hidden-names.ts';
import { macros } from './macros.ts';
import { pages } from './pages.ts';
import { foundBy, messageOf } from './testing.ts';

// Attachments are recognized by their content, whatever their name.

const file = (name: string, content: Buffer | string) =>
  messageOf(
    `Content-Type: application/octet-stream; name="${name}"\r\nContent-Transfer-Encoding: base64`,
    lines(content),
  );
const lines = (content: Buffer | string) =>
  Buffer.from(content as string)
    .toString('base64')
    .replace(/.{76}/g, '$&\r\n');
const reasonOf = async (...asked: Parameters<typeof foundBy>) => (await foundBy(...asked))?.reason ?? '';

/** Returns `length` octets, zero except for the marks at their offsets. */
function octets(length: number, ...marks: [at: number, mark: string | Buffer][]): Buffer {
  const bytes = Buffer.alloc(length);
  for (const [at, mark] of marks) bytes.set(Buffer.from(mark as string), at);
  return bytes;
}

function zip(...names: string[]): Buffer {
  return zipOf(names.map((name) => [name, 'whatever it does']));
}

function zipOf(files: readonly (readonly [name: string, content: Buffer | string])[]): Buffer {
  const entries = files.map(([name, whole]) => {
    const content = deflateRawSync(whole);
    const local = octets(30, [0, 'PK\x03\x04']);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(content.length, 18);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    return Buffer.concat([local, Buffer.from(name), content]);
  });
  return Buffer.concat(entries);
}

/** Encodes a file as uuencode does. */
function uuencoded(name: string, content: Buffer): string {
  const written = (value: number) => String.fromCharCode(value === 0 ? 96 : value + 32);
  const rows: string[] = [];
  for (let at = 0; at < content.length; at += 45) {
    const piece = content.subarray(at, at + 45);
    let row = written(piece.length);
    for (let from = 0; from < piece.length; from += 3) {
      const [a = 0, b = 0, c = 0] = piece.subarray(from, from + 3);
      row += [a >> 2, ((a & 3) << 4) | (b >> 4), ((b & 15) << 2) | (c >> 6), c & 63].map(written).join('');
    }
    rows.push(row);
  }
  return ['Look at this:', '', `begin 644 ${name}`, ...rows, '`', 'end', ''].join('\r\n');
}

/** Encodes a file as yEnc does, whole or as one part. */
function yenc(name: string, content: Buffer, part = ''): Buffer {
  const escaped = [...content].flatMap((octet) => {
    const code = (octet + 42) & 255;
    return [0, 10, 13, 61].includes(code) ? [61, (code + 64) & 255] : [code];
  });
  const head = `=ybegin ${part && 'part=1 '}line=128 size=${content.length} name=${name}\r\n${part && `${part}\r\n`}`;
  return Buffer.concat([Buffer.from(head), Buffer.from(escaped), Buffer.from('\r\n=yend size=1\r\n')]);
}

const PE = octets(128, [0, 'MZ'], [60, Buffer.from([64])], [64, 'PE\0\0']);

test('disk images, notebooks, help files, links and programs are recognised under any name', async () => {
  const found: [string, Buffer, RegExp][] = [
    ['invoice.pdf', octets(60_000, [32_769, 'CD001']), /^a disk image is attached \(invoice\.pdf\)$/],
    ['a', octets(60_000, [34_817, 'CD001']), /disk image/],
    ['a.dat', octets(60_000, [32_769, 'BEA01'], [34_817, 'NSR03']), /disk image/],
    ['a.doc', octets(2_000, [0, 'vhdxfile']), /disk image/],
    ['a.doc', octets(2_000, [0, 'conectix']), /disk image/],
    ['a.doc', octets(2_000_000, [2_000_000 - 512, 'conectix']), /disk image/],
    ['a.doc', octets(200, [0, 'MSWIM\0\0\0']), /disk image/],
    ['a.doc', octets(200, [0, Buffer.from('e4525c7b8cd8a74daeb15378d02996d3', 'hex')]), /notebook/],
    ['a.doc', octets(200, [0, 'ITSF']), /Windows help/],
    ['a.doc', octets(200, [0, Buffer.from('4c0000000114020000000000c000000000000046', 'hex')]), /Windows shortcut/],
    ['holiday.jpg', PE, /^a Windows program is attached \(holiday\.jpg\)$/],
  ];
  for (const [name, content, reason] of found)
    assert.match(await reasonOf(attachments, file(name, content)), reason, name);
  for (const content of [octets(60_000, [100, 'CD001']), octets(200, [0, 'MZ']), octets(200, [1, 'ITSF'])])
    assert.equal(await reasonOf(attachments, file('a.bin', content)), '');
});

test('a program encoded in plain text is found, also inside an archive there', async () => {
  const text = 'Content-Type: text/plain; charset=utf-8';
  const bad: (string | Buffer)[] = [
    uuencoded('run.exe', Buffer.from('whatever it does, in more than one line of forty-five')),
    uuencoded('c.zip', zip('letter.txt', 'run.scr')),
    uuencoded('letter.txt', PE),
    uuencoded('c.gz', gzipSync(tar('run.scr'))).replaceAll('\r\n', '\n'),
    `begin-base64 755 run.exe\r\n${Buffer.from('whatever').toString('base64')}\r\n====\r\n`,
    yenc('run.exe', Buffer.from('whatever')),
    yenc('c.zip', zip('run.scr')),
    yenc('c.zip', zip('run.scr'), '=ypart begin=1 end=200'),
  ];
  for (const body of bad) {
    const message = messageOf(text, body);
    assert.match(
      await reasonOf(attachments, message),
      /^(?:a program is attached|an attached archive contains a program|a Windows program)/,
    );
    assert.ok(await message.mayHaveFiles());
  }
  const good = [
    'Now begin 644 run.exe\r\nM1234\r\n',
    'begin 644 run.exe\r\nand so on, as one writes of it\r\n',
    'begin 644 run.exe\r\n\r\n',
    'We begin 2026 with=ybegin name=run.exe\r\n',
    uuencoded('cat.jpg', Buffer.from('a picture')),
  ];
  for (const body of good) assert.equal(await reasonOf(attachments, messageOf(text, body)), '', body);
  assert.equal(await messageOf(text, 'Let us begin in 2026.\r\n').mayHaveFiles(), false);
});

test('a part of a split archive is reported, whichever it is', async () => {
  for (const name of ['a.7z.001', 'a.zip.002', 'a.tar.gz.014', 'a.r00', 'a.z01', 'a.part2.rar', 'A.PART01.RAR '])
    assert.match(await reasonOf(hiddenNames, file(name, Buffer.alloc(500, 7))), /^a part of a split archive/, name);
  for (const name of ['invoice.001', 'a.7z', 'part2.rar', 'rfc.r1', '2026.z'])
    assert.equal(await reasonOf(hiddenNames, file(name, rar5(['cat.jpg']))), '', name);
});

test('a document with macros is recognised by its name and by its content', async () => {
  const old = (...names: string[]) =>
    octets(
      9_000,
      [0, Buffer.from('d0cf11e0a1b11ae1', 'hex')],
      ...names.map((name, at): [number, Buffer] => [1_000 + 128 * at, Buffer.from(`${name}\0`, 'utf16le')]),
    );
  const bad: [string, Buffer][] = [
    ['offer.docm', zip('word/document.xml')],
    ['offer.xlsb', zip('xl/workbook.bin')],
    ['offer.docx', zip('[Content_Types].xml', 'word/document.xml', 'word/vbaProject.bin')],
    ['offer.dat', zip('xl/macrosheets/sheet1.xml')],
    ['offer.zip', zip('offer.docm')],
    ['offer.doc', old('Root Entry', '_VBA_PROJECT')],
    ['offer.rtf', old('Root Entry', 'Macros', 'VBA')],
  ];
  for (const [name, content] of bad)
    assert.equal(await reasonOf(macros, file(name, content)), 'an attached document contains macros', name);
  const good: [string, Buffer][] = [
    ['offer.docx', zip('[Content_Types].xml', 'word/document.xml')],
    ['offer.doc', old('Root Entry', 'WordDocument', 'Macros')],
    ['a.txt', Buffer.from('_VBA_PROJECT\0', 'utf16le')],
  ];
  for (const [name, content] of good) assert.equal(await reasonOf(macros, file(name, content)), '', name);
});

test('a page that creates a file is junk, one with a script gets points, and a plain one none', async () => {
  const smuggled = '<html><script>var b = new Blob([atob(x)]); location = URL.createObjectURL(b)</script></html>';
  const makes = { reason: 'an attached page creates a file when it is opened', points: 5 };
  const files: [string, string | Buffer][] = [
    ['invoice.html', smuggled],
    ['invoice.pdf', `<!DOCTYPE html>${smuggled}`],
    ['scan.svg', `<svg xmlns="http://www.w3.org/2000/svg" onload="new File(x)"/>`],
    ['scan.svgz', gzipSync(`<svg>${smuggled}</svg>`)],
    ['a.htm', Buffer.from(`\ufeff${smuggled}`, 'utf16le')],
    ['a.html', '<a id=a href="data:application/zip;base64,UEsDB" download="a.zip"></a><script>a.click()</script>'],
  ];
  for (const [name, content] of files) assert.deepEqual(await foundBy(pages, file(name, content)), makes, name);
  const scripts = [
    '<body onload=go()>',
    '<script src="https://far.test/x.js"></script>',
    '<a href="javascript:go()">x</a>',
  ];
  for (const content of scripts)
    assert.deepEqual(await foundBy(pages, file('a.html', content)), { reason: 'an attached page runs a script' });
  for (const [name, content] of [
    ['a.html', '<html><p>A letter of onload=1 and new Blob( things</p></html>'],
    ['logo.svg', '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'],
    ['notes.txt', smuggled.replace('<html>', 'In a page: ')],
  ] as const)
    assert.equal(await foundBy(pages, file(name, content)), undefined, name);
});

test('the same files are recognised in archives and in archives within them', async () => {
  const macroDocument = octets(
    9_000,
    [0, Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    [1_000, Buffer.from('_VBA_PROJECT\0', 'utf16le')],
  );
  const office = zip('[Content_Types].xml', 'word/document.xml', 'word/vbaProject.bin');
  const page = '<html><script>location = URL.createObjectURL(new Blob([x]))</script></html>';
  const photos = Array.from({ length: 25 }, (_, index) => [`${index}.jpg`, 'a picture'] as const);
  const around: ((name: string, content: Buffer | string) => [string, Buffer])[] = [
    (name, content) => ['a.zip', zipOf([...photos, [name, content]])],
    (name, content) => ['a.dat', zipOf([['inner.zip', zipOf([[name, content]])]])],
    (name, content) => ['a.gz', gzipSync(tar([name, Buffer.from(content as string)]))],
  ];
  for (const wrap of around) {
    const inside = (check: Parameters<typeof foundBy>[0], name: string, content: Buffer | string) =>
      foundBy(check, file(...wrap(name, content)));
    assert.match(
      (await inside(attachments, 'cat.jpg', PE))?.reason ?? '',
      /archive contains a Windows program \(cat\.jpg\)/,
    );
    assert.match(
      (await inside(attachments, 'b', octets(60_000, [32_769, 'CD001'])))?.reason ?? '',
      /contains a disk image/,
    );
    for (const [name, content] of [
      ['offer.doc', macroDocument],
      ['offer.docx', office],
    ] as const)
      assert.equal((await inside(macros, name, content))?.reason, 'an attached document contains macros', name);
    assert.deepEqual(await inside(pages, 'letter', page), {
      reason: 'a page in an attached archive creates a file when it is opened',
      points: 5,
    });
    assert.equal(await inside(pages, 'word/document.xml', '<w:t>javascript:go()</w:t>'), undefined);
    for (const check of [attachments, macros, pages])
      assert.equal(await inside(check, 'letter.docx', zip('[Content_Types].xml', 'word/document.xml')), undefined);
  }
  const bomb = zipOf(
    Array.from({ length: 60 }, (_, index) => [`${index}.html`, Buffer.alloc(1_100_000, 0x3c)] as const),
  );
  for (const check of [attachments, macros, pages]) assert.equal(await foundBy(check, file('a.zip', bomb)), undefined);
});

test('hostile content is checked in little time', async () => {
  const text = 'Content-Type: text/plain';
  for (const line of [
    'begin 644 a\r\n',
    'begin 644 a\r\nM\r\n',
    '=ybegin name=a\r\n',
    `=ybegin ${'name='.repeat(40)}\r\n`,
    'begin-base64 644 a\r\nAAAA\r\n',
  ])
    await foundBy(attachments, messageOf(text, line.repeat(Math.ceil(1_000_000 / line.length))));
  for (const piece of ['<a ', '<a onload', '<a onload ', 'new ', 'new File', 'data:application/', '<a \t'])
    await foundBy(pages, file('a.html', piece.repeat(Math.ceil(700_000 / piece.length))));
});
