import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideActions } from './actions.ts';
import { deliveredTo } from './delivered-to.ts';

const forwarding = { address: 'bob@postroom.test', targets: ['b@one.test', 'b@two.test'], keep: false };
const mail = { spam: false, forwardedBy: [] as string[] };
const settings = { spamMailbox: 'junk' } as const;
const keep = { kind: 'keep', flags: 0, keywords: [] };
const redirects = forwarding.targets.map((to) => ({ kind: 'redirect', to }));
const header = (text = ''): Buffer => Buffer.from(`${text}Subject: hello\r\n\r\n`);

test("mail is kept, forwarded, or both, as the account's forwarding says", () => {
  assert.deepEqual(decideActions(mail, settings, undefined, header()), [keep]);
  assert.deepEqual(decideActions(mail, settings, forwarding, header()), redirects);
  assert.deepEqual(decideActions(mail, settings, { ...forwarding, keep: true }, header()), [keep, ...redirects]);
});

test('spam is filed in Junk and not forwarded', () => {
  const [junk, ...others] = decideActions({ ...mail, spam: true }, settings, forwarding, header());
  assert.deepEqual(junk, { kind: 'fileinto', mailbox: { specialUse: '\\Junk' }, flags: 0, keywords: ['$Junk'] });
  assert.deepEqual(others, []);
  const inbox = decideActions({ ...mail, spam: true }, { spamMailbox: 'inbox' }, forwarding, header());
  assert.deepEqual(inbox, [{ ...keep, keywords: ['$Junk'] }]);
});

test('mail that loops is kept: already forwarded by this account, here or elsewhere, or by too many others', () => {
  const { address } = forwarding;
  const among = ['a@postroom.test', address];
  assert.deepEqual(decideActions({ ...mail, forwardedBy: among }, settings, forwarding, header()), [keep]);
  const many = Array.from({ length: 10 }, (_, n) => `${n}@postroom.test`);
  assert.deepEqual(decideActions({ ...mail, forwardedBy: many }, settings, forwarding, header()), [keep]);
  const back = header(`Received: x\r\n${deliveredTo(among)}`);
  assert.deepEqual(decideActions(mail, settings, forwarding, back), [keep]);
  assert.deepEqual(decideActions(mail, settings, forwarding, header('Delivered-To: BOB@postroom.test\r\n')), [keep]);
  assert.deepEqual(decideActions(mail, settings, forwarding, header('Delivered-To: c@one.test\r\n')), redirects);
});

test('RFC 6533: Delivered-To names an international address in ASCII, and the loop check recognises it', () => {
  const address = 'jürgen@bücher.test';
  const field = deliveredTo([address]);
  assert.ok(!/[^\0-\x7f]/.test(field.toString()));
  assert.deepEqual(decideActions(mail, settings, { ...forwarding, address }, header(field.toString())), [keep]);
});
