import { BlobWriter, orDiscard, type StagedBlob } from '@postroom/blobs';
import { uuidv7 } from '@postroom/database';
import type { Span } from '@postroom/service';
import { withProtocol } from '@postroom/smtp';
import type { NewDelivery, NewMail } from '@postroom/transit';
import { judge } from './checks/index.ts';
import { readFacts } from './header/facts.ts';
import { openToFields } from './header/lead.ts';
import { addMissingFields, addTrace, newMessageId, without } from './header/trace.ts';
import { arrivalOf } from './session/arrival-of.ts';
import type { Session } from './session/session.ts';
import { transactionOf } from './session/state.ts';
import type { Transaction } from './transaction.ts';

/** Takes the message behind DATA and returns its mail once that is durable. */
export async function receive(session: Session, span: Span): Promise<NewMail> {
  const raw = await readMessage(session);
  return orDiscard(session.services.store, raw, () => acceptMessage(session, raw, span));
}

/** Reads to the end whatever happens, so that the session stays in step; what is too large is read and dropped. */
async function readMessage(session: Session): Promise<StagedBlob> {
  const { input, services } = session;
  const { maxMessageBytes: maxBytes, maxHeaderBytes, dataMs } = services.settings;
  await using writer = new BlobWriter(services.store, { maxBytes, maxHeaderBytes });
  const timer = setTimeout(() => session.end('421 4.4.2 The message takes too long'), dataMs);
  let failure: unknown;
  try {
    await input.message(async (piece) => {
      if (failure) return;
      await writer.write(piece).catch((error: unknown) => {
        failure = error;
      });
    });
  } finally {
    clearTimeout(timer);
  }
  if (failure) throw failure;
  return writer.finish();
}

async function acceptMessage(session: Session, raw: StagedBlob, span: Span): Promise<NewMail> {
  const { services, user, connection } = session;
  const transaction = transactionOf(session);
  const arrival = arrivalOf(session);
  transaction.mailId = arrival.id;
  const facts = readFacts(raw.header, services.hostname);
  const message = addMissingFields(openToFields(without(raw, facts.ownResults)), facts, arrival);
  const incoming = { message, facts, arrival, transaction, user, span, gone: () => connection.gone };
  const { spam, lines, remove, scans } = await judge(incoming, services);
  const blob = addTrace(without(message, remove), arrival, lines);
  const mail: NewMail = {
    id: arrival.id,
    blobId: blob.id,
    size: blob.size,
    reversePath: arrival.reversePath,
    source: arrival.submitted ? 'submission' : 'mx',
    accountId: user?.accountId ?? null,
    messageId: facts.messageId || (arrival.submitted && !facts.hasMessageId ? newMessageId(arrival) : ''),
    clientAddress: arrival.remoteAddress,
    clientName: arrival.ehlo ?? null,
    protocol: withProtocol(arrival),
    envelopeId: transaction.parameters.envid ?? null,
    returnContent: transaction.parameters.ret ?? null,
    smtputf8: arrival.smtpUtf8,
    traceparent: span.traceparent,
    spam,
    scans: services.scanning ? scans : null,
    deliveries: deliveriesOf(transaction),
  };
  const waiting = services.tracer.start('group commit', { parent: span.traceparent });
  try {
    await services.accept({ mail, blob, span: waiting });
  } finally {
    waiting.end();
  }
  return mail;
}

function deliveriesOf({ places }: Transaction): NewDelivery[] {
  return Array.from(places.values(), ({ target, recipient: { address, parameters } }) => ({
    id: uuidv7(),
    recipient: target.address,
    originalRecipient: address,
    orcpt: parameters.orcpt ? `${parameters.orcpt.type};${parameters.orcpt.address}` : null,
    notify: parameters.notify ? [...parameters.notify] : null,
    ...(target.kind === 'account' ? { accountId: target.accountId } : { destination: target.domain }),
  }));
}
