import { FieldNames, fieldValue, parseDate, parseHeader } from '@postroom/mime';

const RECEIVED = new FieldNames(['received']);

/** Returns when the last server received a message, from its topmost Received fields (RFC 5321 4.4, RFC 8621 4.8), if one has a date. */
export function receivedAtOf(header: Buffer): Date | undefined {
  for (const field of parseHeader(header, RECEIVED)) {
    const value = fieldValue(header, field);
    const date = parseDate(value.slice(value.lastIndexOf(';') + 1));
    if (date) return date;
  }
  return undefined;
}
