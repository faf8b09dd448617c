import type { Trace, TraceStep } from './api-types.ts';
import { formatSize } from './size.ts';
import { facts } from './table.ts';
import { pad, printable } from './text.ts';
import { formatTime } from './time.ts';

/** Describes the way of a message for people: its data, then every step with its time, then where each recipient's copy is now. */
export function describeTrace(mail: Trace): string {
  const indent = ' '.repeat(4);
  return [
    facts([
      ['mail', mail.mailId],
      ['message-id', mail.messageId || 'none'],
      ['from', `${mail.reversePath || '<>'}, ${SOURCES[mail.source] ?? mail.source}`],
      ...mail.deliveries.map((delivery) => ['to', recipient(delivery)] as const),
      ['size', formatSize(mail.size)],
      ...(mail.traceId ? [['trace', mail.traceId] as const] : []),
    ]),
    '',
    ...mail.steps.flatMap((step) => [
      headline(step),
      ...conversation(step).map((line) => `${indent}${printable(line)}`),
    ]),
    ...(mail.isCut ? ['  … and more than can be shown: the log has the rest'] : []),
  ].join('\n');
}

const SOURCES: Readonly<Record<string, string>> = {
  mx: 'from another server',
  submission: 'from one of our users',
  generated: 'written by Postroom',
};

function recipient({ recipient, originalRecipient, state }: Trace['deliveries'][number]): string {
  const asked = originalRecipient === recipient ? '' : ` (sent to ${originalRecipient})`;
  return `${recipient}${asked}: ${state}`;
}

const KIND_WIDTH = 'delay-notified'.length;

function headline(step: TraceStep): string {
  const about = [step.recipient, what(step)].filter((part) => part).join(': ');
  return `  ${formatTime(step.at, { milliseconds: true })}  ${pad(step.kind, KIND_WIDTH)}  ${printable(about)}`.trimEnd();
}

/** Describes a step's detail in words. */
function what({ kind, detail }: TraceStep): string {
  const text = (name: string): string => {
    const value = detail[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  switch (kind) {
    case 'accepted': {
      const name = text('name') && ` (${text('name')})`;
      const account = text('account') && `for ${text('account')}`;
      return [text('from') && `from ${text('from')}${name}`, text('protocol') && `by ${text('protocol')}`, account]
        .filter((part) => part)
        .join(' ');
    }
    case 'scanned': {
      const score = text('score') && `score ${text('score')} of ${text('required')}`;
      const said = [text('result'), text('action'), score, text('reason')].filter((part) => part).join(', ');
      return `${text('scanner')} said ${said}`;
    }
    case 'filtered':
      return `the filter takes it for junk, score ${text('score')}`;
    case 'filed':
      return text('mailbox') ? `${text('mailbox')}, uid ${text('uid')}` : 'a mailbox that is gone';
    case 'bounced':
    case 'delay-notified':
    case 'reported':
      return `in mail ${text('reportMailId')}`;
    case 'redirected':
      return Array.isArray(detail.to)
        ? `to ${detail.to.filter((address) => typeof address === 'string').join(', ')}, in mail ${text('mailId')}`
        : `by ${text('by')}, of mail ${text('from')}`;
    case 'answered':
      return `its owner is away, in mail ${text('mailId')}`;
    case 'quarantined':
      return text('reason');
    case 'released':
    case 'dropped': {
      const by = text('by') && `by ${text('by')}`;
      return text('from') ? [`from ${text('from')}`, by || text('reason')].filter((part) => part).join(', ') : '';
    }
    case 'taken-as-report':
      return 'programs alone read this address (postroom reports)';
    case 'disposition':
      return `${text('disposition')}, as its recipient says in mail ${text('reportMailId')}`;
    case 'remote-report': {
      const said = [text('action'), text('status'), text('reply')].filter((part) => part).join(' ');
      return `${text('host')} reported ${said}, in mail ${text('reportMailId')}`;
    }
    default: {
      const answer = [text('host'), text('reply')].filter((part) => part).join(': ');
      const next = text('nextAttemptAt') && `next attempt ${formatTime(text('nextAttemptAt'))}`;
      return [answer, next].filter((part) => part).join('; ');
    }
  }
}

/** Returns the lines of both servers, where an attempt kept them. */
function conversation({ detail }: TraceStep): string[] {
  return Array.isArray(detail.lines) ? detail.lines.filter((line) => typeof line === 'string') : [];
}
