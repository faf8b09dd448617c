/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stateOfAll } from './delivery-state.ts';

const delivered = { delivered: 'yes', smtpReply: '250 2.0.0 Delivered' };
const read = { ...delivered, displayed: 'yes' };
const waiting = { delivered: 'queued', smtpReply: '451 4.4.1 Connection timed out' };
const queued = { delivered: 'queued', smtpReply: '250 2.1.5 Queued' };
const failed = { delivered: 'no', smtpReply: '550 5.1.1 No such address' };
const relayed = { delivered: 'unknown', smtpReply: '250 2.0.0 OK' };

test('the state of a mail to several recipients is the least advanced one', () => {
  const all = (...statuses: (typeof delivered)[]) =>
    stateOfAll({
      undoStatus: 'final',
      deliveryStatus: Object.fromEntries(statuses.map((status, at) => [`${at}@x.test`, status])),
    });
  assert.equal(all(read), 'read');
  assert.equal(all(read, delivered), 'delivered');
  assert.equal(all(delivered, relayed), 'relayed');
  assert.equal(all(relayed, queued), 'queued');
  assert.equal(all(queued, waiting), 'waiting');
  assert.equal(all(waiting, failed, read), 'failed');
  assert.equal(all(), null);
});

test('scheduled and cancelled mails are shown as such, whatever else is known', () => {
  assert.equal(stateOfAll({ undoStatus: 'pending', deliveryStatus: { 'a@x.test': queued } }), 'scheduled');
  assert.equal(stateOfAll({ undoStatus: 'canceled', deliveryStatus: { 'a@x.test': failed } }), 'takenBack');
  assert.equal(stateOfAll({ undoStatus: 'final', deliveryStatus: null }), null);
});
