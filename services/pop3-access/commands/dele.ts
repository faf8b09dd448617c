import { messageNumber } from '../arguments.ts';
import { command } from '../command.ts';
import { maildropOf, TRANSACTION } from '../session/state.ts';

/** RFC 1939 5. The message is removed at QUIT. */
export const dele = command<number>({
  name: 'DELE',
  states: TRANSACTION,
  parse: messageNumber,
  run(session, number) {
    const { messages } = maildropOf(session);
    messages.delete(messages.find(number));
    return `Message ${number} deleted`;
  },
});
