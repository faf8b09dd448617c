import { findParameter } from './content.ts';
import type { Disposition, Parameter, Part } from './part.ts';

/** Types of parts that are no attachments: signatures (RFC 3156, RFC 8551) and reports for machines (RFC 3464, RFC 8098). */
const machinery = new Set([
  'application/pgp-signature',
  'application/pkcs7-signature',
  'application/x-pkcs7-signature',
  'message/delivery-status',
  'message/global-delivery-status',
  'message/disposition-notification',
  'text/rfc822-headers',
]);

/** Returns whether a mail program should show the paper clip (RFC 8621 4.1.4 hasAttachment). */
export function hasAttachment(part: Part): boolean {
  return part.children ? part.children.some(hasAttachment) : isAttachment(part);
}

function isAttachment(part: Part): boolean {
  const { type, subtype, disposition } = part;
  if (machinery.has(`${type}/${subtype}`)) return false;
  if (disposition?.type === 'attachment') return true;
  if (disposition?.type === 'inline') return false;
  if (type === 'text') return isNamed(part.params, disposition);
  // An image with a Content-ID is shown inside the HTML that refers to it (RFC 2392)
  return !(type === 'image' && part.id !== undefined);
}

function isNamed(params: readonly Parameter[] | undefined, disposition: Disposition | undefined): boolean {
  return (
    ['filename', 'filename*'].some((name) => findParameter(disposition?.params, name) !== null) ||
    ['name', 'name*'].some((name) => findParameter(params, name) !== null)
  );
}
