import { openPatientRedis, openRedis, type RedisOptions } from './redis.ts';

/** Announces that an account's password or status has changed, or that it is gone. This is a hint: it is lost while Redis is away. */
export interface LoginAnnouncer extends Disposable {
  loginsChanged(accountId: number): void;
}

export function createLoginAnnouncer(options: RedisOptions): LoginAnnouncer {
  const redis = openRedis(options);
  return {
    loginsChanged(accountId) {
      redis.publish(channel(options), String(accountId)).catch((error: Error) => options.onError?.(error));
    },
    [Symbol.dispose]() {
      redis.disconnect();
    },
  };
}

/** Hears of these notices in every process that has sessions. */
export interface LoginNotices extends Disposable {
  /** Calls the listener with an account id, or with null when notices may have been missed. Returns a function that ends the subscription. */
  subscribe(listener: (accountId: number | null) => void): () => void;
}

export function createLoginNotices(options: RedisOptions): LoginNotices {
  const redis = openPatientRedis(options);
  const listeners = new Set<(accountId: number | null) => void>();
  const notify = (accountId: number | null): void => {
    for (const listener of listeners) listener(accountId);
  };
  redis.on('message', (_channel: string, text: string) => {
    // Ignores whatever is no account id.
    if (/^[1-9]\d{0,14}$/.test(text)) notify(Number(text));
  });
  redis.on('ready', () => notify(null));
  redis.subscribe(channel(options)).catch((error: Error) => options.onError?.(error));
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    [Symbol.dispose]() {
      redis.disconnect();
    },
  };
}

function channel({ prefix }: RedisOptions): string {
  return `${prefix}:logins`;
}
