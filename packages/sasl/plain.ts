import type { Mechanism, MechanismStep } from './step.ts';
import { saslName, saslPassword } from './text.ts';

/** RFC 4616: `[authzid] NUL authcid NUL passwd`, all UTF-8, in one message. */
export const plain: Mechanism = { name: 'PLAIN', plaintext: true, prompt: Buffer.alloc(0), first: read };

function read(message: Buffer): MechanismStep {
  const first = message.indexOf(0);
  const second = message.indexOf(0, first + 1);
  if (first < 0 || second < 0) return { error: 'malformed' };
  const authzid = saslName(message.subarray(0, first));
  const authcid = saslName(message.subarray(first + 1, second));
  const password = saslPassword(message.subarray(second + 1));
  // RFC 4616 2: authcid and passwd have at least one character.
  if (authzid === null || !authcid || !password) return { error: 'malformed' };
  return { credentials: { authcid, authzid, password } };
}
