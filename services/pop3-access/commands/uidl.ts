import { optionalMessageNumber } from '../arguments.ts';
import { command } from '../command.ts';
import { maildropOf, TRANSACTION } from '../session/state.ts';
import { sendListing } from './listing.ts';

/** RFC 1939 7: unique ids, by which a client knows which messages it already has. */
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
