import { optionalMessageNumber } from '../arguments.ts';
import { command } from '../command.ts';
import { maildropOf, TRANSACTION } from '../session/state.ts';
import { sendListing } from './listing.ts';

/** RFC 1939 5: message numbers and sizes. */
export const list = command<number | undefined>({
  name: 'LIST',
  states: TRANSACTION,
  parse: optionalMessageNumber,
  async run(session, number) {
    const { messages } = maildropOf(session);
    if (number !== undefined) return `${number} ${messages.size(messages.find(number))}`;
    const { count, bytes } = messages.remaining;
    await sendListing(session, `${count} messages (${bytes} octets)`, (index) => messages.size(index));
    return undefined;
  },
});
