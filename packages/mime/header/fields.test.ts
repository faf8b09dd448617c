import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cpuMs, mail } from '../testing.ts';
import { fieldValue, parseHeader } from './fields.ts';
import { headerEnd } from './header-end.ts';
import { HeaderPicker, headerFields } from './pick.ts';

const header = mail(
  'Received: from a',
  '\tby b',
  'Subject : first',
  'this is no field: at all? yes it is',
  'no colon here',
  ' folded: into it',
  'SUBJECT: =?utf-8?q?Gr=C3=BC=C3=9Fe?=',
  'To:',
  '',
  'Subject: in the body',
);

describe('header fields', () => {
  it('keep their order and folding, and lines that are not fields are skipped', () => {
    const fields = parseHeader(header);
    const names = fields.map((field) => field.name);
    assert.deepEqual(names, ['received', 'subject', '', '', 'subject', 'to']);
    assert.deepEqual(
      fields.slice(0, 2).map((field) => fieldValue(header, field)),
      ['from a\tby b', 'first'],
    );
  });

  it('are unfolded: line ends and NULs removed, blanks kept, a bare CR becomes a space', () => {
    const bytes = Buffer.from('A:  x\r\n  y\n z\rw\0 \xa0\r\n\r\n', 'latin1');
    const [field] = parseHeader(bytes);
    assert.ok(field);
    assert.equal(fieldValue(bytes, field), 'x  y z w \xa0');
  });

  it('end at a blank line', () => {
    assert.equal(header.toString('latin1', headerEnd(header)), 'Subject: in the body');
    assert.equal(headerEnd(Buffer.from('A: b\n\nx')), 6);
    assert.equal(headerEnd(Buffer.from('A: b\r\n')), 6);
    assert.equal(headerEnd(Buffer.from('\r\nx')), 2);
    assert.equal(headerEnd(Buffer.alloc(0)), 0);
  });
});

describe('BODY[HEADER.FIELDS]', () => {
  const text = (names: string[], not?: boolean) => headerFields(header, names, not).toString('latin1');

  it('RFC 3501 6.4.5: returns the original bytes in the original order, then a blank line', () => {
    const subjects = 'Subject : first\r\nSUBJECT: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n';
    assert.equal(text(['subject']), `${subjects}\r\n`);
    assert.equal(text(['TO', 'Received']), 'Received: from a\r\n\tby b\r\nTo:\r\n\r\n');
    assert.equal(text(['x-none']), '\r\n');
  });

  it('with NOT returns all other fields', () => {
    const rest = 'this is no field: at all? yes it is\r\nno colon here\r\n folded: into it\r\nTo:\r\n\r\n';
    assert.equal(text(['received', 'subject'], true), rest);
    assert.equal(text([], true), header.toString('latin1', 0, headerEnd(header)));
  });

  it('returns for many requests at once the same as for each alone', () => {
    const one = Buffer.from('\ufeffA: 1\r\nB: 2\r\nstray\r\nA: 3\r\n 4\r\nC: 5\r\nB : 6\r\nb: 7\r\n\r\nA: body');
    const cut = Buffer.from('\r\nTo: 1\r\nb: 2');
    for (const bytes of [one, cut, header, Buffer.from('\r\n'), Buffer.alloc(0)]) {
      const picker = new HeaderPicker(bytes);
      for (const names of [['a'], ['B', 'c'], ['c', 'a', 'A'], ['x'], [], ['a', 'b', 'c', 'to'], ['']]) {
        for (const not of [false, true]) assert.deepEqual(picker.pick(names, not), headerFields(bytes, names, not));
      }
    }
  });

  it('reads the header once for many requests', () => {
    const picker = new HeaderPicker(Buffer.from(`${'a:\nb:\n'.repeat(80_000)}Subject: it\n\n`));
    const before = cpuMs();
    for (let n = 0; n < 2000; n++) assert.equal(picker.pick(['subject', `x-${n}`]).length, 14);
    assert.ok(cpuMs() - before < 2000);
  });

  it('completes a truncated header', () => {
    assert.equal(headerFields(Buffer.from('A: b\r\nC: d'), ['c']).toString(), 'C: d\r\n\r\n');
  });

  it('takes linear time for fields of 400 kB and headers of 200,000 fields', () => {
    const start = cpuMs();
    assert.equal(headerFields(Buffer.from(`From: ${'a,'.repeat(200_000)}\r\nB: c\r\n\r\n`), ['b']).length, 8);
    assert.equal(headerFields(Buffer.from(`${'a:\nb:\n'.repeat(100_000)}\n`), ['a']).length, 300_002);
    assert.ok(cpuMs() - start < 1000);
  });
});
