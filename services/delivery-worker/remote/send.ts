import { type DeliverBy, type Extensions, isReturned } from '@postroom/smtp';
import {
  type OutgoingMessage,
  type OutgoingRecipient,
  type RecipientOutcome,
  SmtpFailure,
} from '@postroom/smtp-client';
import type { RemoteDelivery } from '@postroom/transit';
import type { AttemptTimes, Outcome } from '../outcomes/outcome.ts';
import { isStranger } from '../reports/wants.ts';
import type { SentMessage } from './forms.ts';
import type { Line } from './line.ts';
import { mayGoElsewhere, outcomeOf, tooManyRecipients } from './outcome.ts';

export interface SendOptions {
  readonly recipientsPerMessage: number;
  readonly successToStrangers: boolean;
  readonly reversePath: string;
}

/**
 * Sends one message, in the form for each server, to all its recipients at the destination: one transaction where the server takes them all, more
 * where it does not, to the next server where one fails. Every row has an outcome in the end. Throws Unreachable when
 * no server is left, after `report` has had what was settled by then.
 */
export async function sendMessage(
  line: Line,
  messageFor: (extensions: Extensions) => Promise<SentMessage>,
  rows: readonly RemoteDelivery[],
  { recipientsPerMessage, successToStrangers, reversePath }: SendOptions,
  report: (row: RemoteDelivery, outcome: Outcome, times: AttemptTimes) => void,
): Promise<void> {
  let waiting = [...rows];
  while (waiting.length > 0) {
    const { session, host } = await line.session();
    const batch = waiting.slice(0, Math.min(recipientsPerMessage, session.maxRecipients));
    const message = await messageFor(session.extensions);
    const askedAt = new Date();
    const sent = await session.send(outgoing(message, batch, { successToStrangers, reversePath }));
    const answeredAt = new Date();
    const accepted = sent.some(({ result }) => result === 'accepted');
    if (accepted) line.succeeded();
    const again: RemoteDelivery[] = [];
    let failure: RecipientOutcome | undefined;
    for (const [at, outcome] of sent.entries()) {
      const row = batch[at] as RemoteDelivery;
      if (mayGoElsewhere(outcome)) {
        failure = outcome;
        again.push(row);
      } else if (accepted && tooManyRecipients(outcome)) again.push(row);
      else {
        const times = { attemptedAt: outcome.handedOverAt ?? askedAt, answeredAt };
        report(row, outcomeOf(outcome, host, session.extensions), times);
      }
    }
    if (failure) await line.failed(asFailure(failure));
    waiting = [...again, ...waiting.slice(batch.length)];
  }
}

function outgoing(
  message: SentMessage,
  rows: readonly RemoteDelivery[],
  { successToStrangers, reversePath }: Pick<SendOptions, 'successToStrangers' | 'reversePath'>,
): OutgoingMessage {
  const [first] = rows;
  return {
    reversePath,
    recipients: rows.map((row) => recipient(row, successToStrangers)),
    size: message.size,
    eightBit: message.eightBit,
    binary: message.isBinary,
    requireTls: first?.requireTls ?? false,
    priority: first?.priority ?? 0,
    deliverBy: first && timeLeft(first),
    // Mail that came without SMTPUTF8 may have stray octets in its header; it goes on as it came.
    utf8Header: (first?.smtputf8 ?? false) && message.utf8Header,
    ret: first?.returnContent ?? undefined,
    envid: first?.envelopeId ?? undefined,
    content: () => message.content(),
  };
}

function recipient(row: RemoteDelivery, successToStrangers: boolean): OutgoingRecipient {
  const separator = row.orcpt?.indexOf(';') ?? -1;
  return {
    address: row.recipient,
    notify: notifyOf(row, successToStrangers),
    orcpt:
      row.orcpt === null || separator < 1
        ? undefined
        : { type: row.orcpt.slice(0, separator), address: row.orcpt.slice(separator + 1) },
  };
}

/** The next server would tell a stranger of success, and by that where an alias leads. */
function notifyOf({ notify, source }: RemoteDelivery, successToStrangers: boolean): OutgoingRecipient['notify'] {
  if (notify === null) return undefined;
  const asked = notify as NonNullable<OutgoingRecipient['notify']>;
  if (!isStranger(source) || successToStrangers) return asked;
  const others = asked.filter((event) => event !== 'SUCCESS');
  return others.length > 0 ? others : ['NEVER'];
}

/** RFC 2852 4: what is left of the time; to what is returned when it is late the last second is left. */
function timeLeft({ deliverBy, deliverByMode: mode }: RemoteDelivery): DeliverBy | undefined {
  if (deliverBy === null || mode === null) return undefined;
  const seconds = Math.floor((deliverBy.getTime() - Date.now()) / 1000);
  return { seconds: isReturned(mode) ? Math.max(1, seconds) : seconds, mode };
}

function asFailure({ stage, result, text, code, enhanced }: RecipientOutcome): SmtpFailure {
  const kind = result === 'accepted' ? 'connection' : result;
  return new SmtpFailure(stage, kind, text, { ...(code === undefined ? {} : { code }), enhanced });
}
