import { command, nothing } from '../command.ts';
import type { Extension } from '../extension.ts';
import type { Protocol } from '../protocol.ts';
import type { Session } from '../session/session.ts';
import { AFTER_LOGIN } from '../session/state.ts';
import { sync } from '../session/sync.ts';
import { keepRights } from '../shared/rights.ts';

const idleCommand = command({
  name: 'IDLE',
  states: AFTER_LOGIN,
  waits: true,
  parse: nothing,
  async run(session, _, protocol) {
    session.output.line('+ idling');
    await session.output.flush();
    const ending = await updateUntilLine(session, protocol);
    if (ending?.trim().toUpperCase() !== 'DONE') return { status: 'BAD', text: 'Expected DONE' };
    return { text: 'IDLE terminated' };
  },
});

/** RFC 2177: updates are sent as they happen, until the client says DONE. */
export const idle: Extension = { capabilities: ['IDLE'], commands: [idleCommand] };

/** While the database is away there are no updates; the client need not know, and the next time it gets all of them. */
async function update(session: Session, protocol: Protocol): Promise<void> {
  try {
    if (await keepRights(session)) await sync(session, protocol, { expunges: true, uid: false });
  } catch (error) {
    session.log.warn({ err: error }, 'no updates for an idle session');
  }
  await session.output.flush();
}

function isOver({ state }: Session): boolean {
  return state.name === 'logout';
}

/** Sends updates on each wake-up; one that comes while they are being sent counts as one more. */
async function updateUntilLine(session: Session, protocol: Protocol): Promise<string | null> {
  let isRead = false;
  let woken = Promise.withResolvers<void>();
  session.wake = () => woken.resolve();
  const reading = session.input.line().finally(() => {
    isRead = true;
    woken.resolve();
  });
  // What is wrong with the line is told below, and not missed when updates fail before that.
  reading.catch(() => {});
  try {
    while (!isRead && !isOver(session)) {
      woken = Promise.withResolvers<void>();
      await update(session, protocol);
      if (!isRead && !isOver(session)) await woken.promise;
    }
  } finally {
    session.wake = undefined;
  }
  // Nothing waits on a session that said BYE; its connection ends the reading.
  if (!isRead && isOver(session)) session.connection.close();
  return await reading;
}
