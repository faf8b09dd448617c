import { formatDateTime } from '@postroom/smtp';
import { printableHeader } from './field.ts';
import type { Action, Report, ReportedRecipient } from './report.ts';

const OPENINGS: Record<Action, string> = {
  failed: 'Your message could not be delivered to the recipients below, and the server has stopped trying.',
  delayed:
    'Your message has not been delivered to the recipients below yet. The server keeps trying; you do not need to send it again.',
  delivered: 'Your message was delivered to the recipients below.',
  relayed:
    'Your message was handed over to the mail servers of the recipients below. These servers do not confirm delivery, so you will get no further report unless it fails.',
};

const WIDTH = 72;

/** Returns the part for people. */
export function humanText(report: Report): string {
  const paragraphs = [
    wrap(`This is the mail server ${report.hostname}.`),
    wrap(OPENINGS[report.action]),
    ...report.recipients.map((recipient) => describe(recipient)),
  ];
  const until = report.recipients.find(({ willRetryUntil }) => willRetryUntil)?.willRetryUntil;
  if (report.action === 'delayed' && until)
    paragraphs.push(wrap(`The server will keep trying until ${formatDateTime(until)}.`));
  paragraphs.push(`${report.original.kind === 'full' ? 'Your message' : 'The header of your message'} is attached.`);
  return `${paragraphs.join('\r\n\r\n')}\r\n`;
}

function describe({ finalRecipient, remoteMta, diagnostic, note }: ReportedRecipient): string {
  const lines = [`<${printableHeader(finalRecipient)}>`];
  if (note) lines.push(wrap(printableHeader(note), '    '));
  if (diagnostic?.type === 'smtp') {
    lines.push(`    ${remoteMta ? `${printableHeader(remoteMta)} said` : 'The server said'}:`);
  }
  if (diagnostic) lines.push(wrap(printableHeader(diagnostic.text).slice(0, 600), '    '));
  return lines.join('\r\n');
}

/** Wraps text into lines short enough to need no encoding (RFC 5322 2.1.1); a longer word stays whole. */
function wrap(text: string, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ +/)) {
    if (line !== '' && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(indent + line);
      line = '';
    }
    line += line === '' ? word : ` ${word}`;
  }
  return [...lines, indent + line].join('\r\n');
}
