import { FieldNames, fieldValue, parseDate, parseHeader } from '@postroom/mime';

const RECEIVED = new FieldNames(['received']);

/** When the last server took a message, as it says itself on top (RFC 5321 4.4, RFC 8621 4.8); undefined where none says so. */
export function receivedAtOf(header: Buffer): Date | undefined {
  for (const field of parseHeader(header, RECEIVED)) {
    const value = fieldValue(header, field);
    const date = parseDate(value.slice(value.lastIndexOf(';') + 1));
    if (date) return date;
  }
  return undefined;
}
