import { type ArrivingFacts, packFacts } from '@postroom/mailbox';
import { type MailParameters, withProtocol } from '@postroom/smtp';
import type { NewMail } from '@postroom/transit';
import { judge } from './checks/index.ts';
import type { Incoming } from './checks/verdict.ts';
import { readFacts } from './header/facts.ts';
import { openToFields } from './header/lead.ts';
import { shownOf } from './header/shown.ts';
import { addMissingFields, addTrace, newMessageId, without } from './header/trace.ts';
import type { Intake } from './intake.ts';
import { deliveriesOf } from './places.ts';

/** A message that has arrived completely, with its envelope. */
export interface Handed extends Omit<Incoming, 'message' | 'facts'> {
  readonly parameters: Pick<MailParameters, 'envid' | 'ret' | 'requireTls'>;
  /** For the trace: the client that one of our own filters got the message from. */
  readonly origin?: { readonly address: string | null; readonly name: string | null } | null;
  /** Facts that were read while it was written, if any. */
  readonly reader?: ArrivingFacts | undefined;
  /** The time after which it is late, and what happens then (RFC 2852). */
  readonly deliverBy?: NewMail['deliverBy'];
  /** It is not sent before this time (RFC 4865); without it, it is sent at once. */
  readonly releaseAt?: Date | null;
}

/**
 * Judges a message, puts our fields in front, and returns the accepted mail once it is durable. Until then the caller owns the blob.
 * Throws SmtpError when it is refused.
 */
export async function takeMail(intake: Intake, handed: Handed): Promise<NewMail> {
  const { raw, trace, places, parameters, user, span } = handed;
  const facts = readFacts(raw.header, intake.hostname);
  // RFC 5322 3.6.3: recipients must not see who got a blind copy. Our users' programs may leave Bcc for us to remove (RFC 8621 7.5).
  const gone = trace.submitted ? [...facts.ownResults, ...facts.blind] : [...facts.ownResults];
  // RFC 5321 4.4: a message that only begins its way has no Return-Path.
  if (trace.submitted && !handed.isResent) gone.push(...facts.empty, ...facts.returnPaths);
  const message = addMissingFields(openToFields(without(raw, gone)), facts, trace, handed.isResent);
  const judged = await judge({ ...handed, message, facts }, intake);
  const { spam, isUnproven, places: fates, quarantine, lines, remove, scans } = judged;
  const shown = quarantine.size > 0 ? shownOf(raw.header) : null;
  const blob = addTrace(without(message, remove), trace, lines);
  const read = handed.reader?.behind(blob.header);
  const mail: NewMail = {
    id: trace.id,
    blobId: blob.id,
    size: blob.size,
    reversePath: trace.reversePath,
    source: trace.submitted ? 'submission' : 'mx',
    accountId: user?.accountId ?? null,
    messageId: facts.messageId || (trace.submitted && !facts.hasMessageId ? newMessageId(trace) : ''),
    clientAddress: handed.origin ? handed.origin.address : trace.remoteAddress,
    clientName: handed.origin ? handed.origin.name : (trace.ehlo ?? null),
    protocol: withProtocol(trace),
    envelopeId: parameters.envid ?? null,
    returnContent: parameters.ret ?? null,
    smtputf8: trace.smtpUtf8,
    isBinary: handed.isBinary ?? false,
    requireTls: parameters.requireTls ?? false,
    priority: trace.priority ?? 0,
    traceparent: span.traceparent,
    spam,
    scans: intake.scanning || Object.keys(scans).length > 0 ? scans : null,
    deliverBy: handed.deliverBy ?? null,
    releaseAt: handed.releaseAt ?? null,
    facts: read ? packFacts(read) : null,
    deliveries: deliveriesOf(
      places,
      (place) => junkIn(fates.get(place), isUnproven),
      (place) => {
        const why = quarantine.get(place);
        return why && shown ? { ...why, ...shown } : null;
      },
    ),
  };
  const waiting = intake.tracer.start('group commit', { parent: span.traceparent });
  try {
    await intake.accept({ mail, blob, span: waiting });
  } finally {
    waiting.end();
  }
  return mail;
}

/** Decides Junk for one place. A rule that trusts the sender's address does not apply when the author is not proven. */
function junkIn(fate: 'junk' | 'trusted' | undefined, isUnproven: boolean): boolean | null {
  if (fate === 'trusted') return isUnproven ? null : false;
  return fate === 'junk' ? true : null;
}
