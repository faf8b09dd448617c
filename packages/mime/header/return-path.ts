import { FieldCursor } from './fields.ts';

/**
 * The octets of the Return-Path that stands first in stored mail. It is our own note for final delivery (RFC 5321 4.4), and
 * neither goes on with the mail nor comes back with a report.
 */
export function returnPathLength(message: Uint8Array): number {
  const cursor = new FieldCursor(message);
  return cursor.next() && cursor.start === 0 && cursor.name() === 'return-path' ? cursor.end : 0;
}
