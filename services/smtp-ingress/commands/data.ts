import { badSequence } from '@postroom/smtp';
import { command } from '../command.ts';
import { beginReception } from '../receive.ts';
import { conclude } from '../session/conclude.ts';
import { endTransaction, enterState, helloOf, transactionOf } from '../session/state.ts';
import { noArguments } from './arguments.ts';

/** RFC 5321 4.1.1.4. Whether the message is accepted or not, its transaction is over. */
export const data = command({
  name: 'DATA',
  states: ['recipients'],
  parse: noArguments,
  async run(session) {
    const transaction = transactionOf(session);
    // RFC 3030 3: a binary message cannot be sent by DATA.
    if (transaction.parameters.body === 'BINARYMIME') throw badSequence('Use BDAT for a message with BODY=BINARYMIME');
    await using reception = beginReception(session);
    enterState(session, { name: 'data', hello: helloOf(session), transaction });
    session.reply('354 End data with <CR><LF>.<CR><LF>');
    try {
      const read = () => session.input.message((piece) => reception.take(piece));
      return await conclude(session, reception, read);
    } finally {
      endTransaction(session);
    }
  },
});
