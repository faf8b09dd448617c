import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookAlike } from './look-alike.ts';

const known = ['example.org', 'paypal.com', 'qq.com', 'xn--bcher-kva.example'];

test('look-alike domains are detected: letters of other scripts, digits, and one changed letter', () => {
  for (const [domain, like] of [
    ['xn--exmple-cua.org', 'example.org'],
    ['examp1e.org', 'example.org'],
    ['exarnple.org', 'example.org'],
    ['exampel.org', 'example.org'],
    ['examplee.org', 'example.org'],
    ['exmple.org', 'example.org'],
    ['paypa1.com', 'paypal.com'],
    ['bucher.example', 'xn--bcher-kva.example'],
  ] as const)
    assert.equal(lookAlike(domain, known), like, domain);
});

test('the same domain, subdomains, other countries and short names are not look-alikes', () => {
  for (const domain of ['example.org', 'mail.example.org', 'example.net', 'q9.com', 'sample.org', 'pay.com'])
    assert.equal(lookAlike(domain, known), undefined, domain);
});
