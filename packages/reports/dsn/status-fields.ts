import { asciiIfPossible, encodeUtf8AddrXtext, formatDateTime } from '@postroom/smtp';
import { field } from './field.ts';
import type { Report, ReportedRecipient } from './report.ts';

// A reply may be as long as the client reads; a report only needs its beginning.
const MAX_DIAGNOSTIC = 1000;

/** Returns the content of message/delivery-status (RFC 3464 2.1): fields of the message, then a group for each recipient. */
export function statusFields(report: Report): string {
  const groups = [messageFields(report), ...report.recipients.map((recipient) => recipientFields(report, recipient))];
  return groups.map((lines) => `${lines.join('\r\n')}\r\n`).join('\r\n');
}

function messageFields({ hostname, envelopeId, arrivalDate, deliverBy }: Report): string[] {
  const lines = [field('Reporting-MTA', `dns; ${hostname}`)];
  if (envelopeId) lines.push(field('Original-Envelope-Id', envelopeId));
  lines.push(field('Arrival-Date', formatDateTime(arrivalDate)));
  if (deliverBy) lines.push(field('Deliver-By-Date', formatDateTime(deliverBy)));
  return lines;
}

function recipientFields({ action, smtpUtf8 }: Report, recipient: ReportedRecipient): string[] {
  const lines: string[] = [];
  const { originalRecipient, remoteMta, diagnostic, lastAttempt, willRetryUntil } = recipient;
  if (originalRecipient) lines.push(field('Original-Recipient', typedOriginal(originalRecipient, smtpUtf8)));
  lines.push(field('Final-Recipient', typed('rfc822', recipient.finalRecipient, smtpUtf8)));
  lines.push(field('Action', action), field('Status', recipient.status));
  if (remoteMta) lines.push(field('Remote-MTA', `dns; ${remoteMta}`));
  if (diagnostic) {
    lines.push(field('Diagnostic-Code', `${diagnostic.type}; ${ascii(diagnostic.text, smtpUtf8)}`));
  }
  if (lastAttempt) lines.push(field('Last-Attempt-Date', formatDateTime(lastAttempt)));
  // RFC 3464 2.3.9: only delayed messages will be tried again.
  if (willRetryUntil && action === 'delayed') lines.push(field('Will-Retry-Until', formatDateTime(willRetryUntil)));
  return lines;
}

/** Returns `type; address`. An address that is not ASCII follows RFC 6533 3: unchanged, or escaped for readers of ASCII. */
function typed(type: string, given: string, smtpUtf8: boolean): string {
  const address = smtpUtf8 ? given : asciiIfPossible(given);
  if (!/[^\0-\x7f]/.test(address)) return `${type}; ${address}`;
  return `utf-8; ${smtpUtf8 ? address : encodeUtf8AddrXtext(address)}`;
}

function typedOriginal(orcpt: string, smtpUtf8: boolean): string {
  const at = orcpt.indexOf(';');
  return typed(orcpt.slice(0, at).trim() || 'rfc822', orcpt.slice(at + 1).trim(), smtpUtf8);
}

function ascii(text: string, smtpUtf8: boolean): string {
  const short = text.length > MAX_DIAGNOSTIC ? `${text.slice(0, MAX_DIAGNOSTIC)}...` : text;
  return smtpUtf8 ? short : short.replace(/[^\0-\x7f]+/g, '?');
}
