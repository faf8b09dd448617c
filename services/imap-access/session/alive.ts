import { ConnectionLost } from './input.ts';
import type { Session } from './session.ts';

/** What long work calls now and then: it throws once the client has hung up. */
export function aliveIn({ connection }: Session): () => void {
  return () => {
    if (connection.closed) throw new ConnectionLost();
  };
}
