/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EmailBodyPart } from '../jmap/types.ts';
import { filesOf, picturesInPlace } from './files.ts';

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

test('pictures and files between the parts of a text are files of the message, each once', () => {
  const message = { textBody: [text, photo, end], htmlBody: [text, photo, end], attachments: [contract] } as never;
  assert.deepEqual(filesOf(message), [photo, contract]);
  assert.deepEqual(picturesInPlace(message), [photo]);
});
