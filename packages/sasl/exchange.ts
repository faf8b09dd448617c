import { decodeBase64 } from './base64.ts';
import { oauthBearer, xoauth2 } from './bearer.ts';
import { external } from './external.ts';
import { login } from './login.ts';
import { plain } from './plain.ts';
import { readScram } from './scram/scram.ts';
import type { Mechanism, MechanismStep, Reader, SaslContext, SaslStep } from './step.ts';

/** The longest line of an exchange, without its CRLF (RFC 4954 4, RFC 5034 4). */
export const MAX_SASL_LINE = 12_288;

const NOTHING = Buffer.alloc(0);
const scramPlus: Mechanism = {
  name: 'SCRAM-SHA-256-PLUS',
  plaintext: false,
  needsBinding: true,
  prompt: NOTHING,
  first: (message, context) => readScram(message, context, true),
};
const scram: Mechanism = {
  name: 'SCRAM-SHA-256',
  plaintext: false,
  prompt: NOTHING,
  first: (message, context) => readScram(message, context, false),
};

/** Mechanisms in the order of preference in which they are offered. */
const PASSWORDS: readonly Mechanism[] = [plain, login];
const TOKENS: readonly Mechanism[] = [oauthBearer, xoauth2];
const PROOFS: readonly Mechanism[] = [scramPlus, scram];
const CERTIFICATES: readonly Mechanism[] = [external];

/** What decides which mechanisms are offered: the connection, and what the server supports. */
export interface Offer extends SaslContext {
  /** Whether the connection is private enough for passwords. */
  readonly secure: boolean;
  readonly scram: boolean;
  /** Whether tokens are accepted. */
  readonly tokens?: boolean;
  /** Whether the client has shown a trusted certificate. */
  readonly certified?: boolean;
}

/** The context of a connection without channel bindings. */
export const UNBOUND: SaslContext = { bindings: new Map() };

function offered({ secure, scram: hasProofs, tokens, certified, bindings }: Offer): Mechanism[] {
  if (!secure) return [];
  const proofs = hasProofs ? PROOFS.filter(({ needsBinding }) => !needsBinding || bindings.size > 0) : [];
  return [...(certified ? CERTIFICATES : []), ...proofs, ...PASSWORDS, ...(tokens ? TOKENS : [])];
}

/** Returns the names to offer. None on an insecure connection: what follows a login must be as private as the password. */
export function offeredMechanisms(offer: Offer): string[] {
  return offered(offer).map(({ name }) => name);
}

/** The names of all mechanisms. */
export const MECHANISM_NAMES: readonly string[] = [...CERTIFICATES, ...PROOFS, ...PASSWORDS, ...TOKENS].map(
  ({ name }) => name,
);

/**
 * Begins an exchange. The mechanism's name may be in any case. `initialResponse` is the text after the name:
 * base64, or `=` for an empty message (RFC 4954 4, RFC 4959 3, RFC 5034 4); undefined asks for a challenge first.
 */
export function startSasl(name: string, initialResponse: string | undefined, offer: Offer): SaslStep {
  const mechanism = offered(offer).find((candidate) => candidate.name === name.toUpperCase());
  if (!mechanism) return { error: 'unsupported' };
  const first = (message: Buffer): MechanismStep => mechanism.first(message, offer);
  if (initialResponse === undefined) return challenge(mechanism.prompt, first);
  return readLine(first, initialResponse === '=' ? '' : initialResponse);
}

function challenge(prompt: Buffer, next: Reader): SaslStep {
  return {
    challenge: prompt.toString('base64'),
    respond: (line) => (line === '*' ? { error: 'cancelled' } : readLine(next, line)),
  };
}

function readLine(reader: Reader, line: string): SaslStep {
  if (line.length > MAX_SASL_LINE) return { error: 'too-long' };
  const message = decodeBase64(line);
  return message ? toStep(reader(message)) : { error: 'malformed' };
}

function toStep(step: MechanismStep): SaslStep {
  if ('prompt' in step) return challenge(step.prompt, step.next);
  if ('keysOf' in step) return { keysOf: step.keysOf, proceed: (keys) => toStep(step.proceed(keys)) };
  return step;
}
