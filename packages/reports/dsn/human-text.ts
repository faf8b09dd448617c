import { formatDateTime } from '@postroom/smtp';
import { printableHeader } from './field.ts';
import type { Action, Report, ReportedRecipient } from './report.ts';

const OPENINGS: Record<Action, string> = {
  failed: 'Your message could not be delivered to the recipients below, and it will not be tried again.',
  delayed:
    'Your message has not been delivered to the recipients below yet. It is still being tried;\r\nyou do not need to send it again.',
  delivered: 'Your message was delivered to the recipients below.',
  relayed:
    'Your message was passed on to the mail servers of the recipients below. Those servers do not\r\nreport on delivery, so this is the last you will hear of it unless it fails.',
};

/** The part for people. */
export function humanText(report: Report): string {
  const paragraphs = [
    `This is the mail server ${report.hostname}.`,
    OPENINGS[report.action],
    ...report.recipients.map((recipient) => describe(recipient)),
  ];
  const until = report.recipients.find(({ willRetryUntil }) => willRetryUntil)?.willRetryUntil;
  if (report.action === 'delayed' && until) paragraphs.push(`It will be tried until ${formatDateTime(until)}.`);
  paragraphs.push(`${report.original.kind === 'full' ? 'Your message' : 'The header of your message'} is attached.`);
  return `${paragraphs.join('\r\n\r\n')}\r\n`;
}

function describe({ finalRecipient, remoteMta, diagnostic, note }: ReportedRecipient): string {
  const lines = [`<${printableHeader(finalRecipient)}>`];
  if (note) lines.push(`    ${printableHeader(note)}`);
  if (diagnostic?.type === 'smtp') {
    lines.push(`    ${remoteMta ? `${printableHeader(remoteMta)} said` : 'The server said'}:`);
  }
  if (diagnostic) lines.push(`    ${printableHeader(diagnostic.text).slice(0, 600)}`);
  return lines.join('\r\n');
}
