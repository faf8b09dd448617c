/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EmailBodyPart } from '../jmap/types.ts';
import { filesOf, isCalendar, picturesInPlace } from './files.ts';

const part = (partId: string, type: string, cid: string | null = null) =>
  ({
    partId,
    blobId: `B1_${partId}`,
    type,
    cid,
    name: null,
    disposition: 'inline',
    size: 1,
  }) as unknown as EmailBodyPart;
const [text, photo, contract, end] = [
  ...[part('1', 'text/plain'), part('2', 'image/png')],
  ...[part('3', 'application/pdf', 'c@x'), part('4', 'text/plain')],
] as const;

test('inline images and files between text parts are attachments of the message, each once', () => {
  const message = { textBody: [text, photo, end], htmlBody: [text, photo, end], attachments: [contract] } as never;
  assert.deepEqual(filesOf(message), [photo, contract]);
  assert.deepEqual(picturesInPlace(message), [photo]);
});

test('a calendar is recognised by its type, or by its name if the type is generic', () => {
  const is = (type: string, name: string | null) => isCalendar({ type, name });
  assert.ok(is('text/calendar', null) && is('application/ics', 'x') && is('application/octet-stream', 'Meeting.ICS'));
  assert.ok(
    !is('application/pdf', 'plan.ics') && !is('application/octet-stream', 'plan.ics.exe') && !is('text/plain', null),
  );
});
