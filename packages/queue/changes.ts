import { type AccountChange, isAccountChange, MAX_NOTICED_MAILBOXES } from '@postroom/types';
import { openPatientRedis, openRedis, type RedisOptions } from './redis.ts';

/** Tells every service that an account has changed. This is only a hint: it is lost while Redis is away, and nobody waits for it. */
export interface Announcer extends Disposable {
  announce(change: AccountChange): void;
}

export function createAnnouncer(options: RedisOptions): Announcer {
  const redis = openRedis(options);
  return {
    announce(change) {
      redis.publish(channel(options, change.accountId), JSON.stringify(bounded(change))).catch((error: Error) => {
        options.onError?.(error);
      });
    },
    [Symbol.dispose]() {
      redis.disconnect();
    },
  };
}

export type ChangeListener = (change: AccountChange) => void;

/** Hears of changes. It uses one Redis subscription for each account, however many listeners this process has. */
export interface ChangeSubscriber extends Disposable {
  /** Returns a function that ends the subscription. A change without mailboxes and modseq 0 means "look yourself". */
  subscribe(accountId: number, listener: ChangeListener): () => void;
  /** Tells this process's listeners of its own change before the client is answered; Redis tells them once more. */
  notify(change: AccountChange): void;
}

export function createChangeSubscriber(options: RedisOptions): ChangeSubscriber {
  const redis = openPatientRedis(options);
  const listeners = new Map<string, Set<ChangeListener>>();

  const notify = (name: string, change: AccountChange): void => {
    for (const listener of listeners.get(name) ?? []) listener(change);
  };
  let dropped = 0;
  redis.on('message', (name: string, text: string) => {
    const change = readChange(text);
    if (change && channel(options, change.accountId) === name) notify(name, change);
    else if (dropped++ === 0)
      options.onError?.(new Error('ignored an invalid notification from Redis; further ones are not logged'));
  });
  // After a reconnect changes may have been missed.
  let connectedBefore = false;
  redis.on('ready', () => {
    if (connectedBefore) {
      for (const [name, set] of listeners) {
        const accountId = Number(name.slice(name.lastIndexOf(':') + 1));
        for (const listener of set) listener(lookYourself(accountId));
      }
    }
    connectedBefore = true;
  });

  return {
    subscribe(accountId, listener) {
      const name = channel(options, accountId);
      const set = listeners.get(name) ?? new Set();
      if (set.size === 0) {
        listeners.set(name, set);
        redis.subscribe(name).catch((error: Error) => options.onError?.(error));
      }
      set.add(listener);
      return () => {
        if (!set.delete(listener) || set.size > 0) return;
        listeners.delete(name);
        redis.unsubscribe(name).catch((error: Error) => options.onError?.(error));
      };
    },
    notify(change) {
      notify(channel(options, change.accountId), change);
    },
    [Symbol.dispose]() {
      redis.disconnect();
    },
  };
}

/** The most octets of a valid notice. */
const MAX_NOTICE = 32 * 1024;

function readChange(text: string): AccountChange | undefined {
  if (text.length > MAX_NOTICE) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isAccountChange(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Replaces a notice with too many mailboxes by "look yourself". */
function bounded(change: AccountChange): AccountChange {
  return change.mailboxIds.length > MAX_NOTICED_MAILBOXES ? lookYourself(change.accountId) : change;
}

function lookYourself(accountId: number): AccountChange {
  return { accountId, modseq: 0, mailboxIds: [] };
}

function channel(options: RedisOptions, accountId: number): string {
  return `${options.prefix}:changed:${accountId}`;
}
