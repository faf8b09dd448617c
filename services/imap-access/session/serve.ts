import type { Connection } from '@postroom/net';
import type { Services } from '../services.ts';
import { runCommands, type Speech } from './dispatch.ts';
import { ConnectionLost } from './input.ts';
import { Session } from './session.ts';
import { enterState } from './state.ts';

/** Serves one connection from the greeting to its end (RFC 3501 3). */
export async function serve(connection: Connection, services: Services, speech: Speech): Promise<void> {
  const session = new Session(connection, services);
  connection.onShutdown = () => session.endSoon('The server is shutting down');
  session.startTimers();
  session.output.line(`* OK [CAPABILITY ${speech.protocol.capabilities(session)}] Postroom ready`);
  try {
    await session.output.flush();
    await runCommands(session, speech);
  } catch (error) {
    if (!(error instanceof ConnectionLost)) throw error;
  } finally {
    session.leave();
    enterState(session, { name: 'logout' });
  }
}
