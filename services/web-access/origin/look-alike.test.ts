import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookAlike } from './look-alike.ts';

const known = ['example.org', 'paypal.com', 'qq.com', 'xn--bcher-kva.example'];

test('a domain is taken for another by letters of other scripts, by signs, and by one letter', () => {
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

test('the same domain, one within another, another country and short names are no likeness', () => {
  for (const domain of ['example.org', 'mail.example.org', 'example.net', 'q9.com', 'sample.org', 'pay.com'])
    assert.equal(lookAlike(domain, known), undefined, domain);
});
