import type { Mechanism, MechanismStep } from './step.ts';
import { saslName } from './text.ts';

/** Octets of a message at most: those of the longest line. Tokens of ours are far shorter, those of issuers may have some thousand. */
const MAX_MESSAGE = 9_216;
/** RFC 6750 2.1 */
const TOKEN = /^bearer +([A-Za-z0-9._~+/-]{1,8000}=*)$/i;

/** RFC 7628 3.1: `n,a=user@example.org,^Ahost=…^Aauth=Bearer …^A^A`. Whose it is may be left to the token. */
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

/** What programs spoke before there was a standard: `user=…^Aauth=Bearer …^A^A`. */
export const xoauth2: Mechanism = {
  name: 'XOAUTH2',
  plaintext: true,
  prompt: Buffer.alloc(0),
  first(message) {
    const [head, pairs] = split(message);
    return head.startsWith('user=') && head !== 'user=' ? claim(head.slice(5), pairs) : { error: 'malformed' };
  },
};

/** What a program is told that needs another token. */
export interface BearerHints {
  /** That the token has to have. */
  readonly scope?: string | undefined;
  /** Where it finds out who gives tokens. */
  readonly openidConfiguration?: string | undefined;
}

/** What the client is told of a token that is not good (RFC 7628 3.2.2), before the refusal itself. Status: RFC 6750 3.1. */
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
  // RFC 7628 4.3: with none at all a client asks which one it needs.
  const token = auth[0] === 'auth=' ? '' : TOKEN.exec(auth[0]?.slice('auth='.length) ?? '')?.[1];
  if (authcid === null || token === undefined || auth.length > 1) return { error: 'malformed' };
  return { bearer: { authcid, authzid: '', token } };
}

/** What stands before the first ^A, and the pairs behind it, each of which ends with one; another one is the end. */
function split(message: Buffer): [head: string, pairs: string[]] {
  if (message.length > MAX_MESSAGE) return ['', []];
  const [head = '', ...pairs] = message.toString('latin1').split('\x01');
  const isWhole = pairs.at(-1) === '' && pairs.indexOf('') === pairs.length - 2;
  return isWhole ? [head, pairs.slice(0, -2)] : ['', []];
}
