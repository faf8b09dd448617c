import type { Mechanism, MechanismStep } from './step.ts';
import { saslName, saslPassword } from './text.ts';

/**
 * LOGIN (draft-murchison-sasl-login-00): never a standard, but several old mail programs know nothing else. It asks for the name,
 * then for the password; a name as initial response is accepted.
 */
export const login: Mechanism = { name: 'LOGIN', plaintext: true, prompt: Buffer.from('Username:'), first: readName };

const passwordPrompt = Buffer.from('Password:');

function readName(message: Buffer): MechanismStep {
  const authcid = saslName(message);
  if (!authcid) return { error: 'malformed' };
  return { prompt: passwordPrompt, next: (answer) => readPassword(authcid, answer) };
}

function readPassword(authcid: string, message: Buffer): MechanismStep {
  const password = saslPassword(message);
  if (!password) return { error: 'malformed' };
  return { credentials: { authcid, authzid: '', password } };
}
