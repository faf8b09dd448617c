import type { LiteralAnnouncement } from '@postroom/imap';
import { type ReceivedMessage, receiveMessage } from '@postroom/mailbox';
import type { Session } from '../session/session.ts';

/** Reads the announced message and stores it (RFC 3501 6.3.11, RFC 7888). */
export async function receiveLiteral(session: Session, literal: LiteralAnnouncement): Promise<ReceivedMessage> {
  const { store, settings } = session.services;
  if (!literal.nonSync) {
    session.output.line('+ Ready for the message');
    await session.output.flush();
  }
  return receiveMessage(store, session.input.literal(), { maxBytes: settings.maxMessageSize });
}
