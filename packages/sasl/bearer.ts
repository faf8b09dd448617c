import type { Mechanism, MechanismStep } from './step.ts';
import { saslName } from './text.ts';

/** The most octets of a message, those of the longest line. Our own tokens are far shorter, those of issuers may have some thousand. */
const MAX_MESSAGE = 9_216;
/** A bearer token (RFC 6750 2.1). */
const TOKEN = /^bearer +([A-Za-z0-9._~+/-]{1,8000}=*)$/i;

/** RFC 7628 3.1: `n,a=user@example.org,^Ahost=…^Aauth=Bearer …^A^A`. The client may leave the name out and let the token tell it. */
export const oauthBearer: Mechanism = {
  name: 'OAUTHBEARER',
  plaintext: true,
  prompt: Buffer.alloc(0),
  first(message) {
    const [head, pairs] = split(message);
    const [isHeader, name = ''] = /^[ny],(?:a=([^,]*))?,$/.exec(head) ?? [];
    // RFC 5801 4: in a name `=2C` is a comma and `=3D` an equals sign.
    if (isHeader === undefined || /=(?!2C|3D)/.test(name)) return { error: 'malformed' };
    return claim(name.replaceAll('=2C', ',').replaceAll('=3D', '='), pairs);
  },
};

/** The form that programs used before the standard: `user=…^Aauth=Bearer …^A^A`. */
export const xoauth2: Mechanism = {
  name: 'XOAUTH2',
  plaintext: true,
  prompt: Buffer.alloc(0),
  first(message) {
    const [head, pairs] = split(message);
    return head.startsWith('user=') && head !== 'user=' ? claim(head.slice(5), pairs) : { error: 'malformed' };
  },
};

/** Information for a client whose token is refused. */
export interface BearerHints {
  /** The scope that the token must have. */
  readonly scope?: string | undefined;
  /** The URL where the client finds out who issues tokens. */
  readonly openidConfiguration?: string | undefined;
}

/** Returns the message about a bad token (RFC 7628 3.2.2) that precedes the refusal. Status: RFC 6750 3.1. */
export function badToken(
  status: 'invalid_token' | 'insufficient_scope',
  { scope = 'mail', openidConfiguration }: BearerHints,
): Buffer {
  const failure = { status, schemes: 'bearer', scope, 'openid-configuration': openidConfiguration };
  return Buffer.from(JSON.stringify(failure));
}

function claim(name: string, pairs: readonly string[]): MechanismStep {
  const authcid = saslName(Buffer.from(name, 'latin1'));
  const auth = pairs.filter((pair) => pair.startsWith('auth='));
  // RFC 7628 4.3: with an empty value the client asks which token it needs.
  const token = auth[0] === 'auth=' ? '' : TOKEN.exec(auth[0]?.slice('auth='.length) ?? '')?.[1];
  if (authcid === null || token === undefined || auth.length > 1) return { error: 'malformed' };
  return { bearer: { authcid, authzid: '', token } };
}

/** Splits a message: the text before the first ^A, and the pairs after it. Each pair ends with ^A, and another ^A ends the message. */
function split(message: Buffer): [head: string, pairs: string[]] {
  if (message.length > MAX_MESSAGE) return ['', []];
  const [head = '', ...pairs] = message.toString('latin1').split('\x01');
  const isWhole = pairs.at(-1) === '' && pairs.indexOf('') === pairs.length - 2;
  return isWhole ? [head, pairs.slice(0, -2)] : ['', []];
}
