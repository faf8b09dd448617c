import type { Mechanism } from './step.ts';
import { saslName } from './text.ts';

/** RFC 4422 A: the connection has already proved the identity; the message names the account to act as, or is empty. */
export const external: Mechanism = {
  name: 'EXTERNAL',
  plaintext: false,
  prompt: Buffer.alloc(0),
  first(message) {
    const authzid = saslName(message);
    return authzid === null ? { error: 'malformed' } : { external: { authcid: authzid, authzid } };
  },
};
