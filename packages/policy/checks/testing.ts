import assert from 'node:assert/strict';
import type { Check, Finding, Tools } from '../check.ts';
import { type Message, readMessage } from '../message/message.ts';

/** Returns a message in the form that checks get. */
export function messageOf(header: string, body: Buffer | string = 'x'): Message {
  const bytes = Buffer.concat([Buffer.from(`${header}\r\n\r\n`), Buffer.from(body as string)]);
  const envelope = {
    client: { address: '192.0.2.1', isEarly: false, unknownRecipients: async () => 0 },
    helo: 'mail.far.test',
    reversePath: '',
  };
  return readMessage({
    envelope,
    recipients: [],
    header: Buffer.from(`${header}\r\n\r\n`),
    size: bytes.length,
    read: async (from, to) => bytes.subarray(from, to),
  });
}

/** Returns what one check of messages finds. */
export async function foundBy(check: Check, message: Message): Promise<Finding | undefined> {
  assert.ok(check.stage === 'message');
  return check.run(message, { wasSent: async () => false } as Partial<Tools> as Tools);
}
