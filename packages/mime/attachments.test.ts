import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasAttachment } from './attachments.ts';
import { scan } from './scanner.ts';
import { mail } from './testing.ts';

function withPart(...header: string[]): boolean {
  const text = ['--b', 'Content-Type: text/plain', '', 'x'];
  return hasAttachment(
    scan(mail('Content-Type: multipart/mixed; boundary=b', '', ...text, '--b', ...header, '', 'y', '--b--')),
  );
}

describe('attachments', () => {
  it('are parts that a reader would save', () => {
    assert.ok(withPart('Content-Type: application/pdf'));
    assert.ok(withPart('Content-Type: message/rfc822'));
    assert.ok(withPart('Content-Type: image/png'));
    assert.ok(withPart('Content-Type: text/csv; name=a.csv'));
    assert.ok(withPart('Content-Type: text/plain', 'Content-Disposition: attachment'));
  });

  it('are not the text itself, its images, signatures and reports', () => {
    assert.ok(!withPart('Content-Type: text/html'));
    assert.ok(!withPart('Content-Type: text/plain', 'Content-Disposition: inline; filename=a.txt'));
    assert.ok(!withPart('Content-Type: image/png', 'Content-ID: <1@x>'));
    assert.ok(!withPart('Content-Type: application/pgp-signature', 'Content-Disposition: attachment; filename=a.asc'));
    assert.ok(!withPart('Content-Type: message/delivery-status'));
    assert.ok(!hasAttachment(scan(mail('Subject: a', '', 'text'))));
  });
});
