import { optionalMessageNumber } from '../arguments.ts';
import { command } from '../command.ts';
import { maildropOf, TRANSACTION } from '../session/state.ts';
import { sendListing } from './listing.ts';

/** RFC 1939 7: what tells a client which messages it has already. */
export const uidl = command<number | undefined>({
  name: 'UIDL',
  states: TRANSACTION,
  parse: optionalMessageNumber,
  async run(session, number) {
    const { messages } = maildropOf(session);
    if (number !== undefined) return `${number} ${messages.uniqueId(messages.find(number))}`;
    await sendListing(session, 'Unique ids follow', (index) => messages.uniqueId(index));
    return undefined;
  },
});
