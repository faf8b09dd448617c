import { noArguments } from '../arguments.ts';
import { command } from '../command.ts';
import { maildropOf, TRANSACTION } from '../session/state.ts';

/** RFC 1939 5: unmarks all messages that were marked as deleted. */
export const rset = command({
  name: 'RSET',
  states: TRANSACTION,
  parse: noArguments,
  run(session) {
    const { messages } = maildropOf(session);
    messages.reset();
    return `${messages.remaining.count} messages (${messages.remaining.bytes} octets)`;
  },
});
