import type { Refusal } from './api-types.ts';
import { printable } from './text.ts';
import { formatTime } from './time.ts';

/** Describes one refusal in a line: when, what, whose, and the reply. */
export function describeRefusal(refusal: Refusal): string {
  const { at, client, helo, reply, count } = refusal;
  const from = helo ? `${client} (${helo})` : client;
  const times = count > 1 ? ` (${count} times)` : '';
  return printable(`  ${formatTime(at)}  ${whatOf(refusal)}, from ${from}: ${reply}${times}`);
}

function whatOf({ kind, login, sender, recipient, mailId }: Refusal): string {
  switch (kind) {
    case 'login':
      return `login ${login ?? ''}`;
    case 'sender':
      return `sender ${sender ?? ''}`;
    case 'recipient':
      return `recipient ${recipient ?? ''} of ${sender ?? ''}`;
    case 'message':
      return `message ${mailId ?? ''} of ${sender ?? ''} for ${recipient ?? ''}`;
    default:
      return kind;
  }
}
