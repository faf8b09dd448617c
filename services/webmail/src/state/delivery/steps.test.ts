/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeliveryFacts } from '../../jmap/types.ts';
import { canBeTried, isWaiting } from './offers.ts';
import { factsOf, stepsOf } from './steps.ts';

const SENT = '2026-11-29T12:03:10Z';
const at = (second: number): string => `2026-11-29T12:03:${second}Z`;
const facts = (known: Partial<DeliveryFacts>): DeliveryFacts =>
  factsOf({ deliveryTimes: { 'a@x.test': known } }, 'a@x.test');
const steps = (delivered: string, known: Partial<DeliveryFacts>, smtpReply = '250 OK'): string[] =>
  stepsOf({ delivered, smtpReply, displayed: known.displayedAt ? 'yes' : 'unknown' }, facts(known), SENT).map(
    ({ name, at, kind }) => `${name} ${at?.slice(17, 19) ?? '-'} ${kind}`,
  );

test('a relayed mail shows when it was sent to the server and when that answered', () => {
  const taken = { attempts: 1, attemptedAt: at(11), answeredAt: at(12), at: at(13), server: 'mx.x.test' };
  const way = ['sent 10 done', 'handedOver 11 done', 'answered 12 done'];
  assert.deepEqual(steps('unknown', taken), way);
  assert.deepEqual(steps('yes', { ...taken, reportedAt: at(20) }), [...way, 'reported 20 done']);
  assert.deepEqual(steps('unknown', { ...taken, displayedAt: at(40) }), [...way, 'seen 40 done']);
  assert.deepEqual(steps('no', { ...taken, reportedAt: at(20) }), [...way, 'cameBack 20 failed'], 'it came back later');
  const before = { attempts: 1, at: at(13) };
  assert.deepEqual(steps('unknown', before), ['sent 10 done', 'handedOver 13 done', 'answered 13 done']);
});

test('a mail to a local mailbox shows when it was filed', () => {
  assert.deepEqual(steps('yes', { isLocal: true, attempts: 1, at: at(11) }), ['sent 10 done', 'filed 11 done']);
});

test('a waiting mail shows its last attempt and the next', () => {
  const busy = '451 4.3.2 busy';
  const tried = { attempts: 2, attemptedAt: at(30) };
  const way = ['sent 10 done', 'tried 30 done'];
  assert.deepEqual(steps('queued', { ...tried, nextTryAt: at(50) }, busy), [...way, 'next 50 open']);
  assert.deepEqual(steps('queued', { ...tried, isUnderWay: true }, busy), [...way, 'underWay - open']);
  assert.deepEqual(steps('queued', { ...tried, isHeld: true }, busy), [...way, 'held - open']);
  assert.deepEqual(steps('queued', {}), ['sent 10 done', 'coming - open']);
});

test('the steps of a bounced or cancelled mail end there', () => {
  const refused = { attempts: 1, attemptedAt: at(11), answeredAt: at(11), at: at(12) };
  assert.deepEqual(steps('no', refused, '550 5.1.1 no'), ['sent 10 done', 'tried 11 done', 'cameBack 12 failed']);
  const taken = { isTakenBack: true, at: at(40) };
  assert.deepEqual(steps('no', taken), ['takenBackAt 40 gone'], 'it was never sent');
  assert.deepEqual(steps('no', { ...taken, attempts: 1, attemptedAt: at(30) }), [
    ...['sent 10 done', 'tried 30 done', 'takenBackAt 40 gone'],
  ]);
});

test('only a waiting mail can be retried or cancelled, and not while it is being sent', () => {
  const offered = (smtpReply: string, known: Partial<DeliveryFacts>, delivered = 'queued'): boolean[] => {
    const status = { delivered, smtpReply };
    return [canBeTried(status, facts(known)), isWaiting(status, facts(known))];
  };
  assert.deepEqual(offered('451 4.3.2 busy', { attempts: 1 }), [true, true]);
  assert.deepEqual(offered('250 2.1.5 Queued', {}), [false, true]);
  assert.deepEqual(offered('451 4.3.2 busy', { isHeld: true }), [false, true]);
  assert.deepEqual(offered('451 4.3.2 busy', { isUnderWay: true }), [false, false]);
  assert.deepEqual(offered('250 OK', {}, 'yes'), [false, false]);
});
