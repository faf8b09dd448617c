import { orDiscard, type StagedBlob } from '@postroom/blobs';
import { hasAccounts, releaseTime, scanSeconds, takeMail } from '@postroom/intake';
import { ArrivingFacts } from '@postroom/mailbox';
import type { Span } from '@postroom/service';
import { SmtpError } from '@postroom/smtp';
import { heldMails, type NewMail } from '@postroom/transit';
import { deadlineOf } from './extensions/deliver-by.ts';
import { Reception } from './reception.ts';
import { refusalOf } from './session/errors.ts';
import { ConnectionLost } from './session/input.ts';
import { noteMessage } from './session/note-refusal.ts';
import { refuseFull } from './session/refuse-full.ts';
import type { Session } from './session/session.ts';
import { transactionOf } from './session/state.ts';
import { traceOf } from './session/trace-of.ts';

/** Begins to receive the message of the current transaction. */
export function beginReception(session: Session): Reception {
  const { store, settings } = session.services;
  const { parameters, places } = transactionOf(session);
  return new Reception(store, {
    maxBytes: settings.maxMessageBytes,
    maxHeaderBytes: settings.maxHeaderBytes,
    maxMs: settings.dataMs,
    onSlow: () => session.end('421 4.4.2 Timeout while receiving the message'),
    reader: hasAccounts(places) ? new ArrivingFacts() : undefined,
    mayBeBinary: parameters.body === 'BINARYMIME',
  });
}

/**
 * Receives the rest of the message with `read`. Returns the id of its mail once it is stored durably. Throws the refusal, or
 * ConnectionLost.
 */
export async function receive(session: Session, reception: Reception, read: () => Promise<void>): Promise<string> {
  const { metrics, role, tracer } = session.services;
  const started = performance.now();
  const span = tracer.start('accept', {
    kind: 'server',
    attributes: { 'postroom.role': role, 'client.address': session.connection.client.address },
  });
  try {
    await read();
    const raw = await reception.finish();
    const mail = await orDiscard(session.services.store, raw, () => accept(session, raw, reception, span));
    metrics.accepted.inc({ role });
    metrics.acceptedBytes.inc({ role }, mail.size);
    metrics.acceptSeconds.observe((performance.now() - started) / 1000 - scanSeconds(mail.scans));
    const { id, reversePath: from, size, deliveries, scans } = mail;
    const { forwarded } = transactionOf(session);
    session.log.info(
      {
        mail: id,
        from,
        size,
        recipients: deliveries.length,
        role,
        ...(scans && { scans }),
        ...(forwarded && { forwarded }),
      },
      'accepted',
    );
    span.set({
      'postroom.mail.id': id,
      'postroom.mail.message_id': mail.messageId,
      'postroom.mail.size': size,
      'postroom.mail.protocol': mail.protocol,
      'postroom.recipients': deliveries.length,
    });
    span.end();
    session.errors = 0;
    session.started();
    return id;
  } catch (error) {
    span.end(error instanceof ConnectionLost ? 'the client left' : refusalOf(error).refusal.message);
    if (error instanceof ConnectionLost) session.log.info({ reason: 'left in DATA' }, 'the client went away');
    else noteMessage(session, transactionOf(session), refusalOf(error).refusal);
    throw error;
  }
}

async function accept(
  session: Session,
  raw: StagedBlob,
  { isBinary, reader }: Reception,
  span: Span,
): Promise<NewMail> {
  if (session.services.role === 'lmtp') await refuseFull(session, raw.size);
  const { services, user, connection } = session;
  const transaction = transactionOf(session);
  const { places, parameters, forwarded } = transaction;
  const trace = traceOf(session);
  transaction.mailId = trace.id;
  const releaseAt = releaseTime(parameters, trace.date) ?? null;
  if (releaseAt && user) await requireRoom(session, user.accountId, raw.size);
  const gone = (): AbortSignal => connection.gone;
  const { screening } = session;
  const origin = forwarded && { address: forwarded.ADDR ?? null, name: forwarded.HELO ?? null };
  const deliverBy = deadlineOf(parameters, trace.date);
  const envelope = { trace, places, parameters, user, releaseAt, deliverBy, origin };
  return takeMail(services, { ...envelope, screening, raw, reader, isBinary, span, gone });
}

/** Limits held mail, which no quota counts. Mails that arrive at the same moment do not count each other. */
async function requireRoom({ services }: Session, accountId: number, size: number): Promise<void> {
  const { mails: mostMails, bytes: mostBytes } = services.settings.held;
  const { mails, bytes } = await heldMails(services.store.pool, accountId);
  if (mails < mostMails && bytes + size <= mostBytes) return;
  throw new SmtpError(
    452,
    '4.3.1',
    `Too many mails wait to be sent later: at most ${mostMails}, with ${mostBytes} octets together`,
  );
}
