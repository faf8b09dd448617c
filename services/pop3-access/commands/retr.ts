import { messageNumber } from '../arguments.ts';
import { command } from '../command.ts';
import { sendMessage } from '../maildrop/send-message.ts';
import { maildropOf, TRANSACTION } from '../session/state.ts';

/**
 * RFC 1939 5. The message is sent as it was received, even with 8-bit header fields: an -ERR would make it unreachable
 * for every program that does not know UTF8 (RFC 6856 2.1 allows both).
 *
 * RETR sets no \Seen: a program that fetches in the background is not a person who reads, and a webmail used at the same
 * time should still show which messages are new.
 */
export const retr = command<number>({
  name: 'RETR',
  states: TRANSACTION,
  parse: messageNumber,
  async run(session, number) {
    const { messages, reader } = maildropOf(session);
    const index = messages.find(number);
    const raw = await reader.read(index, { bodies: true });
    await sendMessage(session, `${raw.size} octets`, raw);
    session.services.metrics.retrieved.inc();
    return undefined;
  },
});
