import { openPatientRedis, openRedis, type RedisOptions } from './redis.ts';

/** Says that an account's password or status changed, or that it is gone. A hint: lost while Redis is away. */
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

/** Hears of them, in every process that has sessions. */
export interface LoginNotices extends Disposable {
  /** Null: some may have been missed. Returns what ends the subscription. */
  subscribe(listener: (accountId: number | null) => void): () => void;
}

export function createLoginNotices(options: RedisOptions): LoginNotices {
  const redis = openPatientRedis(options);
  const listeners = new Set<(accountId: number | null) => void>();
  const notify = (accountId: number | null): void => {
    for (const listener of listeners) listener(accountId);
  };
  redis.on('message', (_channel: string, text: string) => {
    // Whatever else comes along there is no notice of ours.
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
