import type { Connection } from '@postroom/net';
import { capabilities } from '../capabilities.ts';
import type { Services } from '../services.ts';
import { obey } from './dispatch.ts';
import { ConnectionLost } from './input.ts';
import { Session } from './session.ts';
import { enterState } from './state.ts';

/** One connection from the greeting to its end (RFC 3501 3). */
export async function serve(connection: Connection, services: Services): Promise<void> {
  const session = new Session(connection, services);
  connection.onShutdown = () => session.endSoon('The server is shutting down');
  session.startTimers();
  session.output.line(`* OK [CAPABILITY ${capabilities(session)}] Postroom ready`);
  try {
    await session.output.flush();
    await obey(session);
  } catch (error) {
    if (!(error instanceof ConnectionLost)) throw error;
  } finally {
    session.leave();
    enterState(session, { name: 'logout' });
  }
}
