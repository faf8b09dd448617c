import { FieldCursor } from './fields.ts';

/**
 * Returns the octets of the Return-Path field at the start of a stored message. It is our own note for final delivery (RFC 5321 4.4)
 * and must not be sent on with the message or in a report.
 */
export function returnPathLength(message: Uint8Array): number {
  const cursor = new FieldCursor(message);
  return cursor.next() && cursor.start === 0 && cursor.name() === 'return-path' ? cursor.end : 0;
}
