import { badSequence, SmtpError } from '@postroom/smtp';
import { command } from '../command.ts';
import { ANY_STATE, enterState } from '../session/state.ts';
import { noArguments } from './arguments.ts';

/** RFC 3207 4. What the client sent and what the server knew of it before TLS is discarded (4.2). */
export const starttls = command({
  name: 'STARTTLS',
  states: ANY_STATE,
  parse: noArguments,
  async run(session) {
    const { connection, services } = session;
    if (connection.secure) throw badSequence('TLS is already active');
    if (!services.canStartTls) throw new SmtpError(502, '5.5.1', 'TLS is not offered here');
    session.reply('220 2.0.0 Begin TLS');
    session.flush();
    const unread = connection.pendingBytes + session.input.clear();
    if (unread > 0)
      session.log.warn({ bytes: unread }, 'discarded data that the client sent after STARTTLS in clear text');
    session.logOut();
    enterState(session, { name: 'start' });
    await connection.startTls();
    return undefined;
  },
});
