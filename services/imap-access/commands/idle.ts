import { command, nothing } from '../command.ts';
import type { Session } from '../session/session.ts';
import { AFTER_LOGIN } from '../session/state.ts';
import { sync } from '../session/sync.ts';

/** RFC 2177: news is told as it happens, until the client says DONE. */
export const idle = command({
  name: 'IDLE',
  states: AFTER_LOGIN,
  capabilities: [{ name: 'IDLE' }],
  parse: nothing,
  async run(session) {
    session.output.line('+ idling');
    await session.output.flush();
    const ending = await tellUntilLine(session);
    if (ending?.trim().toUpperCase() !== 'DONE') return { status: 'BAD', text: 'Expected DONE' };
    return { text: 'IDLE terminated' };
  },
});

/** While the database is away there is no news; the client need not know, and the next look finds all of it. */
async function tellNews(session: Session): Promise<void> {
  try {
    await sync(session, { expunges: true, uid: false });
  } catch (error) {
    session.log.warn({ err: error }, 'no news for an idle session');
  }
  await session.output.flush();
}

/** Tells the news on each wake-up; one that comes while news is being told counts as one more. */
async function tellUntilLine(session: Session): Promise<string | null> {
  let line: string | null | undefined;
  let woken = Promise.withResolvers<void>();
  session.wake = () => woken.resolve();
  const reading = session.input.line().then((read) => {
    line = read;
    woken.resolve();
  });
  try {
    while (line === undefined && session.state.name !== 'logout') {
      woken = Promise.withResolvers<void>();
      await tellNews(session);
      if (line === undefined) await woken.promise;
    }
  } finally {
    session.wake = undefined;
  }
  // Nothing waits on a session that said BYE; its connection ends the reading.
  if (line === undefined && session.state.name === 'logout') session.connection.close();
  await reading;
  return line ?? null;
}
