import { noArguments } from '../arguments.ts';
import { command } from '../command.ts';
import { errorReply, INTERNAL_ERROR } from '../session/errors.ts';
import type { Session } from '../session/session.ts';
import { ANY_STATE, enterState } from '../session/state.ts';

/** RFC 1939 6: only QUIT removes the messages marked as deleted. The lock is released before the client gets the response. */
export const quit = command({
  name: 'QUIT',
  states: ANY_STATE,
  parse: noArguments,
  async run(session) {
    const answer = await update(session);
    enterState(session, { name: 'closed' });
    await session.send(answer);
    return undefined;
  },
});

async function update(session: Session): Promise<string> {
  const { state, services } = session;
  if (state.name !== 'transaction') return '+OK Bye\r\n';
  const { maildrop } = state;
  enterState(session, { name: 'update' });
  try {
    const deleted = await maildrop.update();
    services.metrics.deleted.inc(deleted);
    session.log.info({ account: state.address, deleted }, 'logged out');
    return `+OK Bye, ${deleted} messages deleted\r\n`;
  } catch (error) {
    session.log.error({ err: error }, 'messages not deleted');
    return `-ERR ${errorReply(error) ?? INTERNAL_ERROR}; the messages were not deleted\r\n`;
  } finally {
    await maildrop.close();
  }
}
