import type { Extensions } from '@postroom/smtp';
import type { RecipientOutcome } from '@postroom/smtp-client';
import type { Outcome } from '../outcomes/outcome.ts';

/** Converts an outcome of the SMTP client. If no server replied properly, it is temporary. */
export function outcomeOf(sent: RecipientOutcome, host: string, extensions: Extensions): Outcome {
  const reply = [sent.code, sent.enhanced, sent.text].filter((part) => part).join(' ');
  const fromServer = sent.code !== undefined;
  if (sent.result === 'accepted') {
    const promises = { dsn: extensions.has('DSN'), watchesTime: extensions.has('DELIVERBY') };
    return { result: 'relayed', status: '2.0.0', host, reply, fromServer, ...promises };
  }
  const result = sent.result === 'permanent' ? 'permanent' : 'temporary';
  const note = sent.mayHaveBeenAccepted ? ' (after the whole message was sent; the server may have accepted it)' : '';
  return { result, status: statusOf(sent), host, reply: `${reply}${note}`, fromServer, dsn: false };
}

/** Returns the RFC 3463 status: the server's own, else one of the network codes of 3.5 if it did not reply, else only the class. */
export function statusOf(failure: Pick<RecipientOutcome, 'result' | 'stage' | 'enhanced'>): string {
  const enhanced = failure.enhanced;
  if (failure.result === 'permanent') return enhanced?.startsWith('5') ? enhanced : '5.0.0';
  if (enhanced?.startsWith('4')) return enhanced;
  if (failure.result === 'temporary') return '4.0.0';
  return failure.stage === 'connect' ? '4.4.1' : '4.4.2';
}

/**
 * Whether the next server of the domain may do better (RFC 5321 5.1): this one could not be reached, closed the connection, or did not
 * begin a transaction. A refused recipient is refused for the whole domain, and a message that may have been accepted must not be given to
 * another server.
 */
export function mayGoElsewhere(sent: RecipientOutcome): boolean {
  if (sent.mayHaveBeenAccepted || sent.result === 'accepted' || sent.result === 'permanent') return false;
  return sent.result === 'connection' || sent.code === 421 || sent.stage === 'mail';
}

/** Whether there were too many recipients for one transaction (RFC 5321 4.5.3.1.10; 552 is the old code for that). */
export function tooManyRecipients(sent: RecipientOutcome): boolean {
  return sent.stage === 'rcpt' && (sent.code === 452 || (sent.code === 552 && sent.enhanced === undefined));
}
