import { BlobWriter, orDiscard, type StagedBlob } from '@postroom/blobs';
import { releaseTime, takeMail } from '@postroom/intake';
import type { Span } from '@postroom/service';
import { SmtpError } from '@postroom/smtp';
import { heldMails, type NewMail } from '@postroom/transit';
import { arrivalOf } from './session/arrival-of.ts';
import type { Session } from './session/session.ts';
import { transactionOf } from './session/state.ts';

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
  const { places, parameters } = transaction;
  const arrival = arrivalOf(session);
  transaction.mailId = arrival.id;
  const releaseAt = releaseTime(parameters, arrival.date) ?? null;
  if (releaseAt && user) await requireRoom(session, user.accountId, raw.size);
  const gone = (): AbortSignal => connection.gone;
  const { visit } = session;
  return takeMail(services, { visit, raw, arrival, places, parameters, user, span, gone, releaseAt });
}

/** What is held is in no quota. Of several that come at once each is counted without the others. */
async function requireRoom({ services }: Session, accountId: number, size: number): Promise<void> {
  const { mails: mostMails, bytes: mostBytes } = services.settings.held;
  const { mails, bytes } = await heldMails(services.store.pool, accountId);
  if (mails < mostMails && bytes + size <= mostBytes) return;
  throw new SmtpError(452, '4.3.1', `At most ${mostMails} mails of ${mostBytes} octets together wait to be sent later`);
}
