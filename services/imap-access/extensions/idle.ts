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

/** RFC 2177: sends updates as they happen until the client sends DONE. */
export const idle: Extension = { capabilities: ['IDLE'], commands: [idleCommand] };

/** Sends updates. While the database is away it sends none, without telling the client; the next call sends all. */
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

/** Sends updates after each wake-up until the client sends a line. A wake-up during sending causes another round. */
async function updateUntilLine(session: Session, protocol: Protocol): Promise<string | null> {
  let isRead = false;
  let woken = Promise.withResolvers<void>();
  session.wake = () => woken.resolve();
  const reading = session.input.line().finally(() => {
    isRead = true;
    woken.resolve();
  });
  // An error of the line is thrown below; here it must not be an unhandled rejection if updates fail first.
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
  // After BYE nothing more is awaited from the client; closing the connection ends the reading.
  if (!isRead && isOver(session)) session.connection.close();
  return await reading;
}
