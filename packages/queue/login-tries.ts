import { createHash } from 'node:crypto';
import { MailError } from '@postroom/types';
import { openRedis, type RedisOptions } from './redis.ts';

/** The network that tries to log in, and the account that it tries. Both are opaque here. */
export interface LoginParty {
  network: string;
  account: string;
}

/** How many failures within the window are allowed. */
export interface LoginLimits {
  perNetwork: number;
  /** Failures of one network at one account. */
  perNetworkAndAccount: number;
  /** Failures of all networks at one account. Networks that logged in to it lately may go on. */
  perAccount: number;
  windowSeconds: number;
  /** How long an account knows a network that has logged in. */
  knownSeconds: number;
}

/**
 * Counts login tries of all services together. A try counts from its beginning, so that a hundred parallel tries do not escape the
 * limit, and is taken back unless it fails. While Redis is away nothing is counted, so nobody is locked out.
 */
export interface LoginTries extends Disposable {
  /** Counts a try. Returns the failures so far that count against this party. Throws too-many-failures. */
  begin(party: LoginParty): Promise<number>;
  /** Takes a try back because the password was right. */
  succeeded(party: LoginParty): Promise<void>;
  /** Takes a try back of which nobody knows whether the password was right. */
  abandoned(party: LoginParty): Promise<void>;
}

/** How many networks one account remembers. */
const MAX_KNOWN = 20;
/** How long Redis is not asked after it failed to answer: otherwise logins would queue up for it. */
const PAUSE_MS = 2_000;

// KEYS: the counters of the network, of both, and of the account; the networks that the account knows, scored by login time.
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

// ARGV: the network, the present time, how long the network stays known.
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
      // Without a connection commands fail at once, so no pause is needed.
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

/** Hashes names of accounts and networks, which must not appear in Redis. */
function digest(name: string): string {
  return createHash('sha256').update(name).digest('base64url');
}
