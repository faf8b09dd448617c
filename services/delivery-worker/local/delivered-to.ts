import { FieldNames, fieldValue, parseHeader } from '@postroom/mime';
import { asciiIfPossible, encodeUtf8AddrXtext } from '@postroom/smtp';

/** The most accounts of ours that may forward one mail, one after the other. */
const MAX_FORWARDS = 10;
const DELIVERED_TO = new FieldNames(['delivered-to']);

/** Returns the fields for the top of a forwarded mail (RFC 9228 3): who forwarded it, the last one first, so that a loop is noticed. */
export function deliveredTo(forwardedBy: readonly string[]): Buffer {
  return Buffer.from(
    forwardedBy
      .toReversed()
      .map((address) => `Delivered-To: ${fieldText(address)}\r\n`)
      .join(''),
  );
}

/** Whether the account has forwarded this mail before, here or by way of other servers, or too many accounts have. */
export function wasForwardedBy(address: string, forwardedBy: readonly string[], header: Buffer): boolean {
  if (forwardedBy.includes(address) || forwardedBy.length >= MAX_FORWARDS) return true;
  const own = fieldText(address).toLowerCase();
  return parseHeader(header, DELIVERED_TO).some((field) => fieldValue(header, field).toLowerCase() === own);
}

/** Returns the address in ASCII (RFC 6533 3), so that a server without SMTPUTF8 does not refuse the mail because of our field. */
function fieldText(address: string): string {
  const ascii = asciiIfPossible(address);
  return /[^\0-\x7f]/.test(ascii) ? encodeUtf8AddrXtext(ascii) : ascii;
}
