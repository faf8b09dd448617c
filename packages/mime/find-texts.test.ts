import assert from 'node:assert/strict';
import { it, describe as suite } from 'node:test';
import { corpus } from '../../tests/support/samples.ts';
import { describe } from './describe.ts';
import { findTexts } from './find-texts.ts';
import { foldCase } from './fold-case.ts';
import { everyTime, longestStretch, mail } from './testing.ts';

async function* pieces(message: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < message.length; at += size) yield message.subarray(at, at + size);
}

const find = (message: Buffer, needles: string[], size = 1024 * 1024) => findTexts(pieces(message, size), needles);

/** Returns a text/plain part with this text. */
const part = (text: string) => `--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`;
const mixed = (...parts: string[]) =>
  Buffer.from(`Subject: outside\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${parts.join('')}--b--\r\n`);

suite('searching texts in a whole message', () => {
  const long = 'lorem ipsum dolor\r\n'.repeat(180_000);
  const many = mixed(part(`${long}nädel one`), part(long), part(`needle two${long}`), part('needle three'));

  it('finds text beyond the part kept for search', async () => {
    const described = describe(many);
    assert.ok(described.isTextCut);
    for (const [needle, isKept] of [
      ['nädel one', false],
      ['needle two', true],
      ['needle three', true],
    ] as const) {
      assert.equal(described.searchText.includes(needle), isKept, needle);
    }
    const wanted = ['nädel one', 'needle two', 'needle three', 'dolor lorem', 'outside', 'needle four', ''];
    assert.deepEqual(await find(many, wanted), [true, true, true, true, false, false, true]);
  });

  it('finds text however the message is split and wherever it stands', async () => {
    for (let at = 65_400; at < 65_700; at += 13) {
      const message = mixed(part(`${'x'.repeat(at)} a needle with sp\u00e4ces`));
      assert.deepEqual(await find(message, ['needle with späces', 'needless'], 997), [true, false], `${at}`);
    }
  });

  it('reads no further than needed', async () => {
    let read = 0;
    async function* counted() {
      for await (const piece of pieces(many, 64 * 1024)) {
        read += piece.length;
        yield piece;
      }
    }
    assert.deepEqual(await findTexts(counted(), ['lorem', 'ipsum dolor lorem']), [true, true]);
    assert.ok(read < 300_000, `${read}`);
  });

  it('reads names, and headers of parts that are longer than what is kept of them', async () => {
    const filler = `X-Filler: ${'=?utf-8?q?f=C3=BCller?= '.repeat(20)}\r\n`.repeat(120);
    const header = `${filler}X-Deep: =?utf-8?q?gr=C3=BC=C3=9Fe?=\r\n`;
    const attached = `--b\r\nContent-Type: message/rfc822\r\n\r\n${header}\r\nbody\r\n`;
    const message = mixed(
      ...Array.from({ length: 30 }, () => attached),
      "--b\r\nContent-Type: a/b\r\nContent-Disposition: attachment; filename*=utf-8''%C3%9Cbersicht\r\n\r\nbinary\r\n",
    );
    const { isTextCut, searchText } = describe(message);
    assert.ok(isTextCut && !searchText.includes('grüsse'));
    assert.deepEqual(await find(message, [foldCase('x-deep: Grüße'), 'übersicht', 'binary']), [true, true, false]);
  });

  it('finds in every message of the corpus what is kept of it', async () => {
    for (const { name, raw } of corpus()) {
      const { searchText, tree } = describe(raw);
      const lines = searchText.split('\n').filter((line) => line !== '');
      const wanted = lines.slice(0, 300).map((line) => line.slice(-500));
      if (wanted.length === 0) continue;
      const found = await findTexts(pieces(raw, 4_000), wanted, { headerLength: tree.bodyStart });
      assert.deepEqual(
        wanted.filter((_, index) => !found[index]),
        [],
        name,
      );
    }
  });

  it('never blocks the event loop for long', async () => {
    const words = '=?utf-8?q?w=C3=B6rter?= =?koi8-r?b?0g==?= '.repeat(1_500);
    const headers = mixed(...Array.from({ length: 60 }, () => `--b\r\nX-Words: ${words}\r\n\r\nx\r\n`));
    const needles = Array.from({ length: 100 }, (_, n) => `needle ${n}`);
    for (const message of [many, headers, mixed(part('x\r\n').repeat(9_900))]) {
      const longest = await longestStretch(() =>
        findTexts(pieces(message, message.length), needles, { pause: everyTime }),
      );
      assert.ok(longest < 100, `${longest} ms`);
    }
  });
});

suite('the flag for truncated search text', () => {
  it('is set exactly if not all text is kept', () => {
    const text = (...lines: string[]) => describe(mail(...lines), { maxText: 40_000 }).isTextCut;
    assert.equal(text('Subject: x', '', 'short'), false);
    assert.equal(text('Subject: x', '', 'word '.repeat(3_900)), false);
    assert.equal(text('Subject: x', '', 'word '.repeat(4_100)), true);
    assert.equal(text('Content-Type: a/b', '', 'word '.repeat(9_000)), false);
    const long = `X-Long: ${'x'.repeat(33_000)}`;
    const attached = ['Content-Type: message/rfc822', '', 'Subject: y'];
    assert.equal(text(...attached, '', 'short'), false);
    assert.equal(text(...attached, long, '', 'short'), true);
  });
});
