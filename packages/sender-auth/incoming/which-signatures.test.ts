import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signaturesToCheck } from './which-signatures.ts';

const field = (domain: string) => ({
  name: 'dkim-signature',
  text: `DKIM-Signature: v=1; a=rsa-sha256; d=${domain}; s=s; h=from; bh=AAAA; b=AAAA`,
});

const picked = (domains: readonly string[], authors: readonly string[]) =>
  signaturesToCheck(domains.map(field), authors).map(({ signature }) => signature.domain);

test("of many signatures those of the author's domain and its neighbours are verified first, then the topmost", () => {
  const many = Array.from({ length: 900 }, (_, at) => `d${at}.example`);
  assert.deepEqual(picked(many, ['example.org']), many.slice(0, 10));
  assert.deepEqual(picked([...many, 'mail.example.org', 'Example.ORG'], ['news.example.org']), [
    ...['mail.example.org', 'Example.ORG'],
    ...many.slice(0, 8),
  ]);
  assert.deepEqual(
    picked([...many, 'xn--bcher-kva.test', 'a.org'], ['xn--bcher-kva.test', '', 'example.org']).slice(0, 2),
    [...['xn--bcher-kva.test', 'a.org']],
  );
});

test('invalid signatures do not displace valid ones', () => {
  const broken = Array.from({ length: 900 }, () => 'not a domain');
  assert.equal(picked([...broken, 'example.org'], ['example.org'])[0], 'example.org');
  assert.equal(picked([...broken, 'other.example'], ['example.org'])[0], 'other.example');
  assert.equal(picked(broken, []).length, 10);
});
