import { scanSeconds } from '@postroom/intake';
import { command } from '../command.ts';
import { receive } from '../receive.ts';
import { refusalOf } from '../session/errors.ts';
import { ConnectionLost } from '../session/input.ts';
import { noteMessage } from '../session/note-refusal.ts';
import type { Session } from '../session/session.ts';
import { endTransaction, enterState, helloOf, transactionOf } from '../session/state.ts';
import { noArguments } from './arguments.ts';

/** RFC 5321 4.1.1.4. Whatever becomes of the message, its transaction is over. */
export const data = command({
  name: 'DATA',
  states: ['recipients'],
  parse: noArguments,
  async run(session) {
    const hello = helloOf(session);
    enterState(session, { name: 'data', hello, transaction: transactionOf(session) });
    session.reply('354 End data with <CR><LF>.<CR><LF>');
    try {
      return `250 2.0.0 Queued as ${await take(session)}`;
    } finally {
      endTransaction(session);
    }
  },
});

/** Receives the message and returns the id of its mail once that is durable. */
async function take(session: Session): Promise<string> {
  const { metrics, role, tracer } = session.services;
  const started = performance.now();
  const span = tracer.start('accept', {
    kind: 'server',
    attributes: { 'postroom.role': role, 'client.address': session.connection.client.address },
  });
  try {
    const mail = await receive(session, span);
    metrics.accepted.inc({ role });
    metrics.acceptedBytes.inc({ role }, mail.size);
    metrics.acceptSeconds.observe((performance.now() - started) / 1000 - scanSeconds(mail.scans));
    const { id, reversePath: from, size, deliveries, scans } = mail;
    session.log.info(
      { mail: id, from, size, recipients: deliveries.length, role, ...(scans && { scans }) },
      'accepted',
    );
    span.set({
      'postroom.mail.id': id,
      'postroom.mail.message_id': mail.messageId,
      'postroom.mail.size': size,
      'postroom.mail.protocol': mail.protocol,
      'postroom.recipients': deliveries.length,
    });
    span.end();
    session.errors = 0;
    session.started();
    return id;
  } catch (error) {
    span.end(error instanceof ConnectionLost ? 'the client left' : refusalOf(error).refusal.message);
    if (error instanceof ConnectionLost) session.log.info({ reason: 'left in DATA' }, 'the client went away');
    else noteMessage(session, transactionOf(session), refusalOf(error).refusal);
    throw error;
  }
}
