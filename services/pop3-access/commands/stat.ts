import { noArguments } from '../arguments.ts';
import { command } from '../command.ts';
import { maildropOf, TRANSACTION } from '../session/state.ts';

/** RFC 1939 5: the response has two numbers and nothing after them. */
export const stat = command({
  name: 'STAT',
  states: TRANSACTION,
  parse: noArguments,
  run(session) {
    const { count, bytes } = maildropOf(session).messages.remaining;
    return `${count} ${bytes}`;
  },
});
