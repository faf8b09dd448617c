/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Attachment, type Draft, emailOf, fault, isLoose, leftOf, revived } from './draft.ts';

const DRAFT: Draft = {
  key: 'k',
  accountId: 'a1',
  emailId: 'E1',
  former: [],
  messageId: 'm',
  isLost: false,
  identityId: 'I1',
  to: 'ann@x.test',
  cc: '',
  bcc: '',
  subject: 's',
  body: 'b',
  html: null,
  quote: null,
  attachments: [],
  asksReceipt: false,
  inReplyTo: null,
  references: null,
  about: null,
  textVersion: 0,
  revision: 1,
  saved: 'clean',
  savedAt: '12:00',
  refusal: null,
  refused: [],
  isSending: false,
  isSmall: false,
  unsure: null,
  unsureRevision: null,
  toGo: null,
  isClosing: false,
};
const FILE: Attachment = {
  key: 'f',
  name: 'plan.txt',
  type: 'text/plain',
  size: 4,
  blobId: 'G1',
  failed: false,
  cid: null,
};

test('a mail is not sent while one of its attachments is missing', () => {
  assert.equal(fault({ ...DRAFT, attachments: [FILE] }), null);
  const failed = { ...FILE, blobId: null, failed: true };
  assert.deepEqual(fault({ ...DRAFT, attachments: [failed] }), {
    word: 'compose.failedFiles',
    values: { names: 'plan.txt' },
  });
  assert.equal(fault({ ...DRAFT, attachments: [{ ...FILE, blobId: null }] })?.word, 'compose.stillUploading');
});

test('unsaved text, incomplete addresses, attachments and an unanswered sending are kept on the device', () => {
  assert.equal(isLoose(DRAFT), false);
  for (const loose of [
    { saved: 'kept' as const },
    { to: 'ann@x.test, bo' },
    { attachments: [{ ...FILE, blobId: null }] },
    { unsure: 'E1' },
    { isSending: true },
    { former: ['E0'] },
  ])
    assert.equal(isLoose({ ...DRAFT, ...loose }), true, JSON.stringify(loose));
});

test('a restored draft knows that unfinished uploads are lost and that it may have been sent', () => {
  const back = revived({ ...DRAFT, isSending: true, attachments: [FILE, { ...FILE, key: 'g', blobId: null }] });
  assert.equal(back.unsure, 'E1');
  assert.equal(back.isSending, false);
  assert.deepEqual(
    back.attachments.map(({ failed }) => failed),
    [false, true],
  );
  const { saved, isLost } = revived({ ...DRAFT, saved: 'saving' });
  assert.deepEqual({ saved, isLost }, { saved: 'dirty', isLost: true });
});

test('a draft is saved with its recipients, whatever their names are', () => {
  const to = '"Lee, \\"Bo\\"" <bo@x.test>; 王小明 <wang@x.test>';
  const email = emailOf({ ...DRAFT, to }, undefined, 'M2') as { to: object };
  assert.deepEqual(email.to, [
    { name: 'Lee, "Bo"', email: 'bo@x.test' },
    { name: '王小明', email: 'wang@x.test' },
  ]);
});

test('a mail on behalf of another has a Sender, who also gets the read receipt', () => {
  const identity = {
    id: 'I2',
    name: 'The Head',
    email: 'head@x.test',
    replyTo: null,
    bcc: null,
    mayDelete: false,
    textSignature: '',
    htmlSignature: '',
  };
  const sender = { name: 'Office', email: 'office@x.test' };
  const written = emailOf({ ...DRAFT, asksReceipt: true }, { ...identity, sender }, 'M1') as Record<string, unknown>;
  assert.deepEqual(written.from, [{ name: 'The Head', email: 'head@x.test' }]);
  assert.deepEqual(written.sender, [sender]);
  assert.deepEqual(written['header:Disposition-Notification-To:asAddresses'], [{ name: null, email: 'office@x.test' }]);
  assert.equal('sender' in emailOf(DRAFT, identity, 'M1'), false);
});

test('no draft remains of a sent mail, but one that was changed afterwards does', () => {
  const tried: Draft = { ...DRAFT, emailId: 'E2', former: ['E0'], isLost: true };
  assert.deepEqual(leftOf(tried, 'E2', ['E3'], true), ['E0', 'E3']);
  assert.deepEqual(leftOf(tried, 'E1', ['E3', 'E2'], true), ['E0', 'E2', 'E3']);
  // E1 was sent, E2 holds the later changes, and E3 came of an attempt without an answer.
  assert.deepEqual(leftOf(tried, 'E1', ['E1', 'E3', 'E0'], false), ['E3']);
  assert.deepEqual(leftOf({ ...DRAFT, emailId: null }, 'E1', [], true), []);
});

test('an attachment blocks sending if it can be uploaded now, and not while offline', () => {
  const draft: Draft = { ...DRAFT, attachments: [{ ...FILE, blobId: null }] };
  assert.equal(fault(draft)?.word, 'compose.stillUploading');
  assert.equal(fault(draft, true), null);
  const failed: Draft = { ...DRAFT, attachments: [{ ...FILE, blobId: null, failed: true }] };
  assert.equal(fault(failed, true)?.word, 'compose.failedFiles');
});
