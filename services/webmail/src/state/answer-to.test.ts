/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FOLLOW_UP_TO, LIST_POST, type Message } from '../jmap/types.ts';
import { answerTo } from './answer-to.ts';

const people = (...emails: string[]) => emails.map((email) => ({ name: null, email }));
const own = new Set(['ann@x.test']);
const mail = (more: object) =>
  ({ from: people('ben@y.test'), to: people('ann@x.test'), cc: null, replyTo: null, ...more }) as unknown as Message;

function answered(more: object, toAll = true, wasSent = false): string[][] {
  const { to, cc } = answerTo(mail(more), toAll, own, wasSent);
  return [to, cc].map((list) => list.map(({ email }) => email));
}

test("reply to all names each recipient once, ignoring case, and leaves out the user's tagged addresses", () => {
  const more = { to: people('Ann+shop@X.test', 'Ben@Y.test', 'li@z.test'), cc: people('LI@z.test', 'kim@z.test') };
  assert.deepEqual(answered(more), [['ben@y.test'], ['li@z.test', 'kim@z.test']]);
  assert.deepEqual(answered(more, false), [['ben@y.test'], []]);
});

test('a Reply-To without an address is ignored', () => {
  assert.deepEqual(answered({ replyTo: [] }), [['ben@y.test'], []]);
  assert.deepEqual(answered({ replyTo: people('desk@y.test') }), [['desk@y.test'], []]);
  assert.deepEqual(answered({ replyTo: people('ann@x.test', 'desk@y.test') }, false), [['desk@y.test'], []]);
});

test("a reply to the user's own mail goes to its recipients", () => {
  const more = { from: people('Ann@x.test'), to: people('li@z.test', 'ann@x.test'), cc: people('kim@z.test') };
  assert.deepEqual(answered(more, true), [['li@z.test'], ['kim@z.test']]);
  assert.deepEqual(answered({ ...more, to: people('ann@x.test'), cc: null }, false, true), [['ann@x.test'], []]);
  assert.deepEqual(answered({ from: people('ann@x.test') }, false), [['ann@x.test'], []]);
});

test('reply to all uses Mail-Followup-To, and includes the author of a list mail', () => {
  const list = { to: people('list@z.test'), [LIST_POST]: ['mailto:list@z.test'] };
  assert.deepEqual(answered({ ...list, [FOLLOW_UP_TO]: people('list@z.test', 'ann@x.test') }), [['list@z.test'], []]);
  assert.deepEqual(answered({ ...list, replyTo: people('list@z.test') }), [['list@z.test', 'ben@y.test'], []]);
  assert.deepEqual(answered({ ...list, replyTo: people('list@z.test') }, false), [['list@z.test'], []]);
  assert.deepEqual(answered(list), [['ben@y.test'], ['list@z.test']]);
});
