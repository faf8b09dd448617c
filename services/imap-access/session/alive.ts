import { ConnectionLost } from './input.ts';
import type { Session } from './session.ts';

/** Returns a function that long work calls from time to time: it throws once the client has hung up. */
export function aliveIn({ connection }: Session): () => void {
  return () => {
    if (connection.closed) throw new ConnectionLost();
  };
}
