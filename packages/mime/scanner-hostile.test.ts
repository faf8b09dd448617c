import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderBodyStructure } from './body-structure.ts';
import type { Part } from './part.ts';
import { scan } from './scanner.ts';
import { cpuMs, mail, randomSource, readImap, scanEveryWay } from './testing.ts';

function depth(part: Part): number {
  const inside = part.message ? [part.message] : (part.children ?? []);
  return 1 + Math.max(0, ...inside.map(depth));
}

function count(part: Part): number {
  const inside = part.message ? [part.message] : (part.children ?? []);
  return inside.reduce((sum, child) => sum + count(child), 1);
}

/** Renders both forms, checks them by the grammar, and gives the milliseconds from bytes to rendering. */
function scanAndRender(message: Buffer): { tree: Part; milliseconds: number } {
  const start = cpuMs();
  const tree = scan(message);
  const rendered = [true, false].map((extensible) => renderBodyStructure(tree, { extensible }));
  const milliseconds = cpuMs() - start;
  for (const bytes of rendered) readImap(bytes);
  return { tree, milliseconds };
}

// Generous against slow machines; quadratic time would take far longer
const soon = 2000;

describe('hostile structure', () => {
  it('20,000 parts: the first 10,000 are told apart, the rest stays in the last', () => {
    const part = '--b\r\nContent-Type: text/plain\r\n\r\nx\r\n';
    const message = Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${part.repeat(20_000)}--b--\r\n`);
    const { tree, milliseconds } = scanAndRender(message);
    assert.equal(count(tree), 10_000);
    assert.equal(tree.children?.at(-1)?.bodyEnd, message.length);
    assert.ok(milliseconds < soon, `${milliseconds} ms`);
  });

  it('1,000 levels of multipart and of messages: the hundredth is opaque', () => {
    const levels = Array.from({ length: 1000 }, (_, i) => i);
    const nested = levels.map((i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`).join('');
    for (const message of [nested, 'Content-Type: message/rfc822\r\n\r\n'.repeat(1000)]) {
      const { tree, milliseconds } = scanAndRender(Buffer.from(message));
      assert.equal(depth(tree), 100);
      assert.ok(milliseconds < soon, `${milliseconds} ms`);
    }
  });

  it('a long line of dashes under a hundred open boundaries', () => {
    const names = Array.from({ length: 99 }, (_, i) => 'a'.repeat(i + 1));
    const open = names.map((name) => `Content-Type: multipart/mixed; boundary=${name}\r\n\r\n--${name}\r\n`).join('');
    const { milliseconds } = scanAndRender(Buffer.from(`${open}\r\n${`--${'a'.repeat(200)}\r\n`.repeat(50_000)}`));
    assert.ok(milliseconds < soon, `${milliseconds} ms`);
  });

  it('envelopes of inner messages have a common budget', () => {
    const inner = `--b\r\n\r\nFrom: ${'a,'.repeat(5000)}\r\n\r\n`;
    const message = Buffer.from(`Content-Type: multipart/digest; boundary=b\r\n\r\n${inner.repeat(200)}`);
    const { tree, milliseconds } = scanAndRender(message);
    assert.ok(renderBodyStructure(tree, { extensible: true }).length < 4 * 1024 * 1024);
    assert.ok(milliseconds < soon, `${milliseconds} ms`);
  });

  it('a header beyond the limit is passed over, not kept', () => {
    const long = `X-Long: ${'x'.repeat(70_000)}`;
    const tree = scan(
      mail('Content-Type: multipart/mixed; boundary=b', '', '--b', long, 'Content-Type: text/html', '', 'y'),
    );
    assert.equal(tree.children?.[0]?.subtype, 'plain');
    assert.equal(tree.children?.[0]?.size, 1);
  });

  it('random pieces of messages: every chunk size says the same, and ranges nest', () => {
    const pieces = [
      ...[
        '\r\n',
        '\n',
        '\r',
        '-',
        '--',
        '--a',
        '--b',
        '--a--',
        '--b--',
        '--ab',
        ' ',
        '\t',
        'x',
        ':',
        '\0',
        '"',
        '\x80',
      ],
      ...['\r\n--a\r\n', '\r\n--a--\r\n', '\r\n--b\r\n', '\n--b--\n', '\r\n\r\n', 'Content-Type: text/html\r\n'],
      ...['Content-Type: multipart/mixed; boundary=a\r\n\r\n', 'Content-Type: multipart/digest; boundary="b"\r\n\r\n'],
      ...[
        'Content-Type: message/rfc822\r\n\r\n',
        'Subject: a\r\n',
        'From: <a@b>\r\n',
        'Content-Type: message/global\n\n',
      ],
    ];
    const random = randomSource(20_251);
    for (let round = 0; round < 1500; round++) {
      let text = '';
      for (let i = random(30); i >= 0; i--) text += pieces[random(pieces.length)];
      const tree = scanEveryWay(Buffer.from(text, 'latin1'));
      for (const extensible of [true, false]) readImap(renderBodyStructure(tree, { extensible }));
    }
  });
});
