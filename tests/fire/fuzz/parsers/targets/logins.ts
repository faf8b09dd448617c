import assert from 'node:assert/strict';
import { MECHANISM_NAMES, type Offer, type SaslStep, scramKeys, startSasl } from '@postroom/sasl';
import { isMailError } from '@postroom/types';
import { requireCandidate } from '../../../../../packages/issuer/access-token.ts';
import type { ParserTarget } from '../parser-target.ts';

const BINDINGS: ReadonlyMap<string, () => readonly Buffer[]> = new Map([['tls-exporter', () => [Buffer.alloc(32, 1)]]]);
const OFFER: Offer = {
  secure: true,
  scram: true,
  tokens: true,
  certified: true,
  bindings: BINDINGS,
};
const keys = await scramKeys('secret', Buffer.alloc(16, 1), 4_096);
const MESSAGES = [
  '\0alice@a.test\0secret',
  'n,a=alice@a.test,\x01host=x\x01auth=Bearer abc.def.ghi\x01\x01',
  'user=alice@a.test\x01auth=Bearer abc\x01\x01',
  'n,,\x01auth=\x01\x01',
  'n,,n=alice@a.test,r=abcdefghijkl',
  'p=tls-exporter,,n=a=2Cb,r=abcdefghijkl',
  'c=biws,r=abcdefghijkl,p=AAAA',
];
const LONGEST = 6;

/** SASL exchanges: each message in each mechanism, to the end. */
export const sasl: ParserTarget = {
  name: 'sasl',
  dictionary: [
    '\0',
    '\x01',
    ',',
    '=',
    '=2C',
    '=3D',
    'n,,',
    'y,,',
    'p=tls-exporter,,',
    'm=x,',
    'c=biws',
    'r=',
    'p=',
    'auth=Bearer ',
    'user=',
    '\xe2\x80\x8b',
  ],
  say: (random) => random.pick(MESSAGES),
  check(message, random) {
    const line = random.chance(0.9) ? message.toString('base64') : message.toString('latin1');
    let step: SaslStep = startSasl(random.pick(MECHANISM_NAMES), random.chance(0.5) ? line : undefined, OFFER);
    for (let steps = 0; 'challenge' in step || 'keysOf' in step; steps += 1) {
      assert.ok(steps < LONGEST, 'it does not end');
      step = 'challenge' in step ? step.respond(line) : step.proceed(keys);
    }
    if ('credentials' in step) assert.doesNotMatch(step.credentials.authcid + step.credentials.password, /\0/);
    if ('bearer' in step) assert.match(step.bearer.token, /^(?:[A-Za-z0-9._~+/-]+=*)?$/);
    assert.ok(!('proved' in step), 'nobody knows the password');
  },
};

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const ISSUER = 'https://login.example.org';

/** Access tokens before any key is requested (RFC 7519 7.2). */
export const tokens: ParserTarget = {
  name: 'tokens',
  dictionary: [
    '.',
    '..',
    part({ alg: 'none' }),
    part({ alg: 'HS256' }),
    part({ alg: 'RS256', crit: ['x'] }),
    part({ iss: ISSUER, exp: 1e99 }),
    'e30',
    'W10',
    '=',
    '-',
    '_',
  ],
  say: (random) =>
    `${part({ alg: random.pick(['RS256', 'ES256', 'none', 5]), typ: random.pick(['JWT', 'at+jwt', null, 7]), kid: 'k' })}.${part(
      {
        iss: ISSUER,
        exp: random.pick([4e9, 1, 'x', null]),
        nbf: random.pick([0, 'x', 9e9]),
        ...(random.chance(0.3) && { typ: random.pick(['ID', 'Bearer', 5]), cnf: {} }),
      },
    )}.AAAA`,
  check(token) {
    try {
      requireCandidate(token.toString('latin1'), ISSUER);
    } catch (error) {
      if (!isMailError(error, 'authentication-failed')) throw error;
    }
  },
};
