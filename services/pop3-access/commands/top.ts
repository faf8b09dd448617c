import { messageAndLines } from '../arguments.ts';
import { command } from '../command.ts';
import { sendMessage } from '../maildrop/send-message.ts';
import { maildropOf, TRANSACTION } from '../session/state.ts';

/** RFC 1939 7: sends the header and the given number of lines of the body. */
export const top = command<{ message: number; lines: number }>({
  name: 'TOP',
  states: TRANSACTION,
  parse: messageAndLines,
  async run(session, { message, lines }) {
    const { messages, reader } = maildropOf(session);
    const raw = await reader.read(messages.find(message), { bodies: lines > 0 });
    await sendMessage(session, 'Top of message follows', raw, lines);
    return undefined;
  },
});
