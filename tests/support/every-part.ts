import assert from 'node:assert/strict';
import type { ImapFlow, MessageStructureObject } from 'imapflow';
import { type Kept, withoutNul } from './byte-for-byte.ts';

interface Part {
  readonly number: string;
  readonly size: number;
  /** False for the only part of a message, which has no MIME header of its own. */
  readonly inMultipart: boolean;
}

/**
 * Fetches every part and MIME header of the BODYSTRUCTURE, as imapflow understands it, by number, and finds them in the message
 * one after the other. Returns the number of parts.
 */
export async function checkParts(client: ImapFlow, { name, uid, stored }: Kept): Promise<number> {
  const message = await client.fetchOne(uid, { bodyStructure: true, size: true, envelope: true }, { uid: true });
  assert.ok(message, `${name} cannot be fetched`);
  assert.ok(message.bodyStructure && message.envelope, `${name} has no structure`);
  assert.equal(message.size, stored.length, name);
  const parts = partsOf(message.bodyStructure, '', false);
  // For a bomb with thousands of parts, every hundredth is enough.
  const looked = parts.length > 300 ? parts.filter((_, index) => index % 101 === 0) : parts;
  const items = looked.flatMap(({ number, inMultipart }) => (inMultipart ? [number, `${number}.MIME`] : [number]));
  const fetched = new Map<string, Buffer | false>();
  for (let at = 0; at < items.length; at += 100) {
    const some = await client.fetchOne(uid, { bodyParts: items.slice(at, at + 100) }, { uid: true });
    assert.ok(some, `${name}: no parts`);
    for (const [number, bytes] of some.bodyParts ?? []) fetched.set(number, bytes);
  }
  const whole = withoutNul(stored);
  let at = 0;
  for (const { number, size } of looked) {
    const body = octets(fetched.get(number));
    assert.equal(body.length, size, `${name}: size of part ${number}`);
    const front = octets(fetched.get(`${number}.mime`));
    const found = whole.indexOf(Buffer.concat([front, body]), at);
    assert.ok(found >= 0, `${name}: part ${number} is not where it should be`);
    at = found + front.length;
  }
  return parts.length;
}

/** Returns all parts that are no multipart, numbered as in RFC 3501 6.4.5; imapflow leaves out the ".1" of a message's only part. */
function partsOf(node: MessageStructureObject, number: string, inMultipart: boolean): Part[] {
  const children = node.childNodes ?? [];
  if (node.type.startsWith('multipart/')) {
    return children.flatMap((child, index) => partsOf(child, number ? `${number}.${index + 1}` : `${index + 1}`, true));
  }
  const own = number || '1';
  const inner = children.flatMap((child) =>
    child.type.startsWith('multipart/') ? partsOf(child, own, false) : partsOf(child, `${own}.1`, false),
  );
  return [{ number: own, size: node.size ?? 0, inMultipart }, ...inner];
}

/** Returns the octets; imapflow has false for empty ones. */
function octets(value: Buffer | false | undefined): Buffer {
  return value || Buffer.alloc(0);
}
