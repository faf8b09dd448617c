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
 * Sends one message to all its recipients at the destination, in the form that each server accepts. It uses one transaction if the server
 * takes all of them, more if it does not, and the next server if one fails. In the end every row has an outcome. Throws Unreachable when no
 * server is left, after it has passed the outcomes so far to `report`.
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
    const silent = sent.find(({ isSilent }) => isSilent);
    if (silent) line.keptWaiting(silent);
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
    // Mail that came without SMTPUTF8 may have 8-bit octets in its header; it is relayed unchanged.
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

/** Removes SUCCESS for strangers: a report of the next server would show where an alias leads. */
function notifyOf({ notify, source }: RemoteDelivery, successToStrangers: boolean): OutgoingRecipient['notify'] {
  if (notify === null) return undefined;
  const asked = notify as NonNullable<OutgoingRecipient['notify']>;
  if (!isStranger(source) || successToStrangers) return asked;
  const others = asked.filter((event) => event !== 'SUCCESS');
  return others.length > 0 ? others : ['NEVER'];
}

/** Returns the time left (RFC 2852 4). If the mail is returned when late, at least one second. */
function timeLeft({ deliverBy, deliverByMode: mode }: RemoteDelivery): DeliverBy | undefined {
  if (deliverBy === null || mode === null) return undefined;
  const seconds = Math.floor((deliverBy.getTime() - Date.now()) / 1000);
  return { seconds: isReturned(mode) ? Math.max(1, seconds) : seconds, mode };
}

function asFailure({ stage, result, text, code, enhanced }: RecipientOutcome): SmtpFailure {
  const kind = result === 'accepted' ? 'connection' : result;
  return new SmtpFailure(stage, kind, text, { ...(code === undefined ? {} : { code }), enhanced });
}
