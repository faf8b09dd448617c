import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findSection, type SectionKind } from './find-section.ts';
import { scan } from './scanner.ts';
import { mail } from './testing.ts';

function reader(message: Buffer): (section: number[], kind?: SectionKind) => string | null {
  const tree = scan(message);
  return (section, kind = 'body') => {
    const range = findSection(tree, section, kind);
    return range && message.toString('latin1', range.start, range.end);
  };
}

describe('IMAP sections (RFC 3501 6.4.5)', () => {
  it('in a simple message part 1 is the body', () => {
    const read = reader(mail('Subject: a', '', 'body'));
    assert.equal(read([]), 'Subject: a\r\n\r\nbody');
    assert.equal(read([], 'header'), 'Subject: a\r\n\r\n');
    assert.equal(read([], 'text'), 'body');
    assert.equal(read([1]), 'body');
    assert.equal(read([1], 'mime'), 'Subject: a\r\n\r\n');
    for (const section of [[2], [0], [1, 1]]) assert.equal(read(section), null);
    assert.equal(read([1], 'header'), null);
    assert.equal(read([1], 'text'), null);
    assert.equal(read([], 'mime'), null);
  });

  it('in the structure of the RFC sections are found in nested multiparts and messages', () => {
    const read = reader(
      mail(
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: text/plain',
        '',
        'one',
        '--b',
        'Content-Type: message/rfc822',
        '',
        'Subject: inner',
        'Content-Type: multipart/alternative; boundary=c',
        '',
        '--c',
        'X: y',
        '',
        'two one',
        '--c',
        '',
        'two two',
        '--c--',
        '--b',
        'Content-Type: message/rfc822',
        '',
        'Subject: simple',
        '',
        'three',
        '--b--',
      ),
    );
    assert.equal(read([1]), 'one');
    assert.equal(read([2], 'mime'), 'Content-Type: message/rfc822\r\n\r\n');
    assert.match(read([2], 'header') ?? '', /^Subject: inner\r\nContent-Type: multipart.*\r\n\r\n$/);
    assert.match(read([2], 'text') ?? '', /^--c\r\n.*--c--$/s);
    assert.match(read([2]) ?? '', /^Subject: inner.*--c--$/s);
    assert.equal(read([2, 1]), 'two one');
    assert.equal(read([2, 1], 'mime'), 'X: y\r\n\r\n');
    assert.equal(read([2, 2]), 'two two');
    assert.equal(read([3]), 'Subject: simple\r\n\r\nthree');
    assert.equal(read([3], 'text'), 'three');
    assert.equal(read([3, 1]), 'three');
    for (const section of [[4], [2, 3], [3, 2], [1, 1], [2, 1, 1], [3, 1, 1]]) assert.equal(read(section), null);
    assert.equal(read([1], 'header'), null);
  });

  it('in a message that is itself message/rfc822 sections are those of the inner message', () => {
    const read = reader(mail('Content-Type: message/rfc822', '', 'Subject: inner', '', 'x'));
    assert.equal(read([1]), 'Subject: inner\r\n\r\nx');
    assert.equal(read([1], 'header'), 'Subject: inner\r\n\r\n');
    assert.equal(read([1, 1]), 'x');
  });
});
