import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describe as describeMessage } from '@postroom/mime';
import { cpuMs, mail } from '../../mime/testing.ts';
import { readImap } from '../testing.ts';
import { renderEnvelope } from './envelope.ts';

const render = (...lines: string[]): string => renderEnvelope(describeMessage(mail(...lines, '', '')).envelope);
const renderBytes = (...lines: string[]): Buffer => Buffer.from(render(...lines), 'latin1');

describe('ENVELOPE', () => {
  it('RFC 3501 8: the example of the sample connection is rendered', () => {
    const text = render(
      'Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)',
      'From: Terry Gray <gray@cac.washington.edu>',
      'Subject: IMAP4rev1 WG mtg summary and minutes',
      'To: imap@cac.washington.edu',
      'cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>',
      'Message-Id: <B27397-0100000@cac.washington.edu>',
    );
    const terry = '(("Terry Gray" NIL "gray" "cac.washington.edu"))';
    assert.equal(
      text,
      `("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)" "IMAP4rev1 WG mtg summary and minutes" ${terry} ${terry} ${terry} ` +
        '((NIL NIL "imap" "cac.washington.edu")) ' +
        '((NIL NIL "minutes" "CNRI.Reston.VA.US")("John Klensin" NIL "KLENSIN" "MIT.EDU")) ' +
        'NIL NIL "<B27397-0100000@cac.washington.edu>")',
    );
  });

  it('absent fields are NIL and empty ones empty; an empty Sender or Reply-To defaults to From', () => {
    assert.equal(render('X: y'), '(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)');
    const from = '((NIL NIL "a" "b"))';
    assert.equal(
      render('Subject:', 'In-Reply-To: ', 'From: a@b', 'Sender:', 'Reply-To: c@d', 'To:'),
      `(NIL "" ${from} ${from} ((NIL NIL "c" "d")) NIL NIL NIL "" NIL)`,
    );
  });

  it('repeated recipient fields are joined, and of other fields the last counts (RFC 8621 4.1.3)', () => {
    const text = render('To: a@b', 'Subject: one', 'To: c@d', 'Subject: two', 'From: e@f', 'From: g@h');
    assert.match(text, /\(\(NIL NIL "a" "b"\)\(NIL NIL "c" "d"\)\)/);
    assert.ok(text.includes('"two"') && !text.includes('one') && !text.includes('"f"'));
  });

  it('groups have a NIL host, and addresses without a domain do not', () => {
    assert.match(render('To: g: root;'), /\(\(NIL NIL "g" NIL\)\(NIL NIL "root" ""\)\(NIL NIL NIL NIL\)\)/);
  });

  it('texts are quoted and unfolded, encoded-words kept, 8-bit and long texts sent as literals, NUL dropped', () => {
    assert.ok(render('Subject: a "b" \\ c').startsWith('(NIL "a \\"b\\" \\\\ c" '));
    assert.ok(render('Subject: a\r\n\tb\r\n c').startsWith('(NIL "a\tb c" '));
    assert.ok(render('Subject: =?utf-8?q?=C3=A9?=').startsWith('(NIL "=?utf-8?q?=C3=A9?=" '));
    assert.ok(render('Subject: \xc3\xa9\0').startsWith('(NIL {2}\r\n\xc3\xa9 '));
    assert.ok(render('Subject: a\rb').startsWith('(NIL "a b" '));
    assert.ok(render(`Subject: ${'x'.repeat(5000)}`).startsWith('(NIL {5000}\r\nxxx'));
  });

  it('an envelope is at most 64 KiB: texts are cut, addresses left out at the end, groups closed', () => {
    const many = Array.from({ length: 10_000 }, (_, n) => `a${n}@b`).join(',');
    for (const lines of [
      ['From: a@b', `To: first@b, ${many}`, `Cc: ${many}`],
      [`From: ${'a,'.repeat(10_000)}`, `Sender: ${many}`, `Reply-To: ${many}`, `To: ${many}`, `Bcc: ${many}`],
      [`To: g: ${many};`, `Subject: ${'"'.repeat(1_000_000)}`, `Message-ID: ${'x'.repeat(100_000)}`],
      [`To: ${'"'.repeat(300_000)}@b, c@d`, `In-Reply-To: ${'\xff'.repeat(100_000)}`, `Date: ${'y'.repeat(100_000)}`],
    ]) {
      const bytes = renderBytes(...lines);
      assert.ok(bytes.length <= 64 * 1024, `${bytes.length}`);
      const items = readImap(bytes) as unknown[][];
      assert.equal(items.length, 10);
      for (const list of items.slice(2, 8)) {
        const depth = (list ?? []).reduce<number>((open, address) => {
          const [, , mailbox, host] = address as (string | null)[];
          return host === null ? open + (mailbox === null ? -1 : 1) : open;
        }, 0);
        assert.equal(depth, 0);
      }
    }
    const [, , , , , to] = readImap(renderBytes(`To: first@b, ${many}`)) as unknown[][];
    assert.deepEqual(to?.[0], [null, null, 'first', 'b']);
    assert.ok((to?.length ?? 0) > 2000);
  });

  it('any header gives ten valid items, even a 400 kB From quickly', () => {
    for (const value of ['"', '(', '<', '\\"', '"\\', '\x80\xff', ':;:;', '"\r\n\r\n"']) {
      const bytes = renderBytes(`From: ${value}`, `To: ${value.repeat(50)}`, `Subject: ${value}`);
      assert.equal((readImap(bytes) as unknown[]).length, 10);
    }
    const start = cpuMs();
    render(`From: ${'a, '.repeat(133_000)}`);
    assert.ok(cpuMs() - start < 500);
  });
});
