import { FieldNames, fieldValue, parseHeader } from '@postroom/mime';
import { asciiIfPossible, encodeUtf8AddrXtext } from '@postroom/smtp';

/** Accounts of ours that may send one mail on, one after the other. */
const MAX_FORWARDS = 10;
const DELIVERED_TO = new FieldNames(['delivered-to']);

/** RFC 9228 3: in front of a mail that leaves, who sent it on, the last one first; so that it is known when it comes back. */
export function deliveredTo(forwardedBy: readonly string[]): Buffer {
  return Buffer.from(
    forwardedBy
      .toReversed()
      .map((address) => `Delivered-To: ${fieldText(address)}\r\n`)
      .join(''),
  );
}

/** Whether the account sent this mail on before, here or by way of others, or too many did. */
export function wasForwardedBy(address: string, forwardedBy: readonly string[], header: Buffer): boolean {
  if (forwardedBy.includes(address) || forwardedBy.length >= MAX_FORWARDS) return true;
  const own = fieldText(address).toLowerCase();
  return parseHeader(header, DELIVERED_TO).some((field) => fieldValue(header, field).toLowerCase() === own);
}

/** The address in ASCII (RFC 6533 3): our own field must not be what a server without SMTPUTF8 refuses. */
function fieldText(address: string): string {
  const ascii = asciiIfPossible(address);
  return /[^\0-\x7f]/.test(ascii) ? encodeUtf8AddrXtext(ascii) : ascii;
}
