import { ImapSyntaxError } from '@postroom/imap';
import { command, nothing } from '../command.ts';
import { beforeLogin, type Capability } from '../session/capability.ts';
import type { Session } from '../session/session.ts';
import { BEFORE_LOGIN } from '../session/state.ts';

export const STARTTLS: Capability = {
  name: 'STARTTLS',
  when: (session) => beforeLogin(session) && session.connection.canStartTls,
};

/** RFC 3501 6.2.1. */
export const starttls = command({
  name: 'STARTTLS',
  states: BEFORE_LOGIN,
  parse: nothing,
  async run(session) {
    if (!session.connection.canStartTls) throw new ImapSyntaxError('TLS is not available');
    return { text: 'Begin TLS negotiation now', send: (line) => shakeHands(session, line) };
  },
});

/** Starts TLS. Plain text sent after STARTTLS is discarded, since an attacker on the way may have added it. */
async function shakeHands(session: Session, line: string): Promise<void> {
  await session.output.flush();
  const forgotten = session.input.clear();
  const { discarded } = await session.connection.startTls(line);
  if (forgotten + discarded > 0)
    session.log.warn({ bytes: forgotten + discarded }, 'the client sent clear text after STARTTLS');
}
