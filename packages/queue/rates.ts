import { createHash } from 'node:crypto';
import { MailError } from '@postroom/types';
import { openRedis, type RedisOptions } from './redis.ts';

export interface Rate {
  /** The name of what is counted, one word. */
  readonly of: string;
  readonly limit: number;
  readonly windowSeconds: number;
}

export type Taken =
  | { readonly isTaken: true; giveBack(): Promise<void> }
  /** How long until the window ends. */
  | { readonly isTaken: false; readonly seconds: number };

/**
 * Limits what strangers may do, for all services together. Unlike with failed logins, nothing passes while Redis is away: these calls
 * then throw unavailable.
 */
export interface Rates extends Disposable {
  /** Takes one from a party's window, which begins with the first and is not extended. */
  take(rate: Rate, party: string): Promise<Taken>;
  /** Returns whether nobody used this name within the last `seconds`. */
  isFirst(of: string, name: string, seconds: number): Promise<boolean>;
}

// KEYS: the counter. ARGV: limit, window. Returns 0 when one was taken, else the seconds that are left.
const TAKE = `
  if (tonumber(redis.call('get', KEYS[1]) or '0') or 0) >= tonumber(ARGV[1]) then
    return math.max(redis.call('ttl', KEYS[1]), 1)
  end
  if redis.call('incr', KEYS[1]) == 1 then redis.call('expire', KEYS[1], ARGV[2]) end
  return 0`;

const GIVE_BACK = `
  if (tonumber(redis.call('get', KEYS[1]) or '0') or 0) > 0 then redis.call('decr', KEYS[1]) end`;

export function createRates(options: RedisOptions): Rates {
  const redis = openRedis(options);

  async function asked<Answer>(work: Promise<Answer>): Promise<Answer> {
    try {
      return await work;
    } catch (error) {
      options.onError?.(error as Error);
      throw new MailError('unavailable', 'Rate limits cannot be checked now, try again later');
    }
  }

  /** Returns a key in which the party's name is hashed, so that it does not appear in Redis. */
  function keyOf(kind: string, name: string): string {
    return `${options.prefix}:${kind}:${createHash('sha256').update(name).digest('base64url')}`;
  }

  return {
    async take({ of, limit, windowSeconds }, party) {
      const key = keyOf(`rate-${of}`, party);
      const seconds = Number(await asked(redis.eval(TAKE, 1, key, limit, windowSeconds)));
      if (seconds > 0) return { isTaken: false, seconds };
      return { isTaken: true, giveBack: async () => void (await asked(redis.eval(GIVE_BACK, 1, key))) };
    },
    async isFirst(of, name, seconds) {
      return (await asked(redis.set(keyOf(`once-${of}`, name), '1', 'EX', seconds, 'NX'))) === 'OK';
    },
    [Symbol.dispose]() {
      redis.disconnect();
    },
  };
}
