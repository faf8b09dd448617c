import { ConnectionLost } from './input.ts';
import type { Session } from './session.ts';

/** Lines sent to a client whose side of the connection is closed: one that is gone answers the first with a RST, and the second one fails. */
const ASKED = 2;

/**
 * Returns a function that long work calls from time to time, between responses: it throws once the client has hung up. A client that closed
 * its side may still read, so it is sent untagged OKs, which are allowed at any time (RFC 3501 7.1.1).
 */
export function aliveIn({ connection, output }: Session): () => void {
  let asked = 0;
  return () => {
    if (connection.closed) throw new ConnectionLost();
    if (asked === ASKED || !connection.peerEnded) return;
    asked++;
    output.line('* OK Still looking');
    void output.flush();
  };
}
