import type { Mechanism } from './step.ts';
import { saslName } from './text.ts';

/** RFC 4422 A: who it is, the connection has proved already; the message names whom to act as, or nobody. */
export const external: Mechanism = {
  name: 'EXTERNAL',
  plaintext: false,
  prompt: Buffer.alloc(0),
  first(message) {
    const authzid = saslName(message);
    return authzid === null ? { error: 'malformed' } : { external: { authcid: authzid, authzid } };
  },
};
