import { createHash } from 'node:crypto';
import { MailError } from '@postroom/types';
import { openRedis, type RedisOptions } from './redis.ts';

/** Who tries a password, and whose. Both are opaque here. */
export interface LoginParty {
  network: string;
  account: string;
}

/** Failures within the window after which no more tries are allowed. */
export interface LoginLimits {
  perNetwork: number;
  /** Of one network at one account. */
  perNetworkAndAccount: number;
  /** Of all networks at one account; those that logged in to it lately may go on. */
  perAccount: number;
  windowSeconds: number;
  /** How long a network is known to an account it logged in to. */
  knownSeconds: number;
}

/**
 * Counts tries at passwords over all services. A try counts from its beginning, so that a hundred at once are not a
 * hundred for nothing, and is given back when it was no failure. While Redis is away nothing is counted, so nobody is
 * locked out by it.
 */
export interface LoginTries extends Disposable {
  /** Returns the failures counted so far that speak against this one. Throws too-many-failures. */
  begin(party: LoginParty): Promise<number>;
  /** The password was right. */
  succeeded(party: LoginParty): Promise<void>;
  /** Nobody said whether it was right. */
  abandoned(party: LoginParty): Promise<void>;
}

/** Networks that one account knows. */
const MAX_KNOWN = 20;
/** A Redis that did not answer is not waited for again so soon: logins would stand in line for it. */
const PAUSE_MS = 2_000;

// KEYS: the counters of the network, of both, of the account; the networks the account knows, by when they logged in.
// ARGV: the three limits, the window, the network. Returns -1 when refused.
const BEGIN = `
  local counts = {}
  for i = 1, 3 do counts[i] = tonumber(redis.call('get', KEYS[i]) or '0') or 0 end
  if redis.call('zscore', KEYS[4], ARGV[5]) then counts[3] = 0 end
  for i = 1, 3 do
    if counts[i] >= tonumber(ARGV[i]) then return -1 end
  end
  for i = 1, 3 do
    if redis.call('incr', KEYS[i]) == 1 then redis.call('expire', KEYS[i], ARGV[4]) end
  end
  return math.max(counts[1], counts[2], counts[3])`;

const GIVE_BACK = `
  for i = 1, 3 do
    if (tonumber(redis.call('get', KEYS[i]) or '0') or 0) > 0 then redis.call('decr', KEYS[i]) end
  end`;

// ARGV: the network, now, for how long it is known.
const SUCCEEDED = `${GIVE_BACK}
  redis.call('del', KEYS[2])
  redis.call('zadd', KEYS[4], ARGV[2], ARGV[1])
  redis.call('zremrangebyscore', KEYS[4], '-inf', ARGV[2] - ARGV[3])
  redis.call('zremrangebyrank', KEYS[4], 0, -${MAX_KNOWN + 1})
  redis.call('expire', KEYS[4], ARGV[3])`;

export function createLoginTries(options: RedisOptions & LoginLimits): LoginTries {
  const redis = openRedis(options);
  let awayUntil = 0;

  async function run(script: string, { network, account }: LoginParty, ...args: (string | number)[]): Promise<unknown> {
    if (performance.now() < awayUntil) return undefined;
    const keys = [`network:${network}`, `pair:${network} ${account}`, `account:${account}`].map((key) =>
      keyOf('login-tries', key),
    );
    try {
      return await redis.eval(script, 4, ...keys, keyOf('known-networks', account), ...args);
    } catch (error) {
      // Without a connection it fails at once.
      if (redis.status === 'ready') awayUntil = performance.now() + PAUSE_MS;
      options.onError?.(error as Error);
      return undefined;
    }
  }

  function keyOf(kind: string, name: string): string {
    return `${options.prefix}:${kind}:${digest(name)}`;
  }

  return {
    async begin(party) {
      const { perNetwork, perNetworkAndAccount, perAccount, windowSeconds } = options;
      const limits = [perNetwork, perNetworkAndAccount, perAccount];
      const failures = await run(BEGIN, party, ...limits, windowSeconds, digest(party.network));
      if (failures === -1) throw new MailError('too-many-failures', 'Too many failed logins, try again later');
      return typeof failures === 'number' ? failures : 0;
    },
    async succeeded(party) {
      await run(SUCCEEDED, party, digest(party.network), Math.floor(Date.now() / 1000), options.knownSeconds);
    },
    async abandoned(party) {
      await run(GIVE_BACK, party);
    },
    [Symbol.dispose]() {
      redis.disconnect();
    },
  };
}

/** Names of accounts and networks stay out of Redis. */
function digest(name: string): string {
  return createHash('sha256').update(name).digest('base64url');
}
