import { decodeBase64 } from './base64.ts';
import { login } from './login.ts';
import { plain } from './plain.ts';
import type { Mechanism, MechanismStep, Reader, SaslStep } from './step.ts';

/** The longest line of an exchange, without its CRLF (RFC 4954 4, RFC 5034 4). */
export const maxSaslLine = 12_288;

/** Mechanisms in the order of preference in which they are offered. */
const mechanisms: readonly Mechanism[] = [plain, login];

/** Names to offer. Plaintext mechanisms appear only where `secure`: nobody should be invited to send a password in clear. */
export function offeredMechanisms(secure: boolean): string[] {
  return mechanisms.filter((mechanism) => secure || !mechanism.plaintext).map((mechanism) => mechanism.name);
}

/**
 * Begins an exchange. The mechanism's name is taken in any case. `initialResponse` is what stands behind the name:
 * base64, or `=` for an empty message (RFC 4954 4, RFC 4959 3, RFC 5034 4); undefined asks for a challenge first.
 */
export function startSasl(name: string, initialResponse?: string): SaslStep {
  const mechanism = mechanisms.find((candidate) => candidate.name === name.toUpperCase());
  if (!mechanism) return { error: 'unsupported' };
  if (initialResponse === undefined) return challenge(mechanism.prompt, mechanism.first);
  return readLine(mechanism.first, initialResponse === '=' ? '' : initialResponse);
}

function challenge(prompt: Buffer, next: Reader): SaslStep {
  return {
    challenge: prompt.toString('base64'),
    respond: (line) => (line === '*' ? { error: 'cancelled' } : readLine(next, line)),
  };
}

function readLine(reader: Reader, line: string): SaslStep {
  if (line.length > maxSaslLine) return { error: 'too-long' };
  const message = decodeBase64(line);
  return message ? toStep(reader(message)) : { error: 'malformed' };
}

function toStep(step: MechanismStep): SaslStep {
  return 'prompt' in step ? challenge(step.prompt, step.next) : step;
}
