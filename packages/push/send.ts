import type { Outgoing } from '@postroom/outgoing';
import { isMailError } from '@postroom/types';
import type { DueSubscription } from './due.ts';
import { encryptFor } from './encrypt.ts';
import type { VapidKey } from './vapid.ts';

/**
 * The result of a message: accepted; the subscription no longer exists; or to be tried again, after the seconds that the service named, or 0.
 */
export type PushResult = 'sent' | 'gone' | { readonly againAfterSeconds: number };

export type PushSender = (to: Pick<DueSubscription, 'url' | 'keys'>, message: object) => Promise<PushResult>;

export interface PushSenderOptions {
  readonly outgoing: Outgoing;
  readonly vapid: VapidKey;
  /** The contact for push services in case of problems: a mailto: or https: URI. */
  readonly contact: string;
  readonly timeoutMs?: number;
}

/** How long a push service keeps a message for a device that is offline (RFC 8030 5.2). */
const TTL_SECONDS = 24 * 3_600;

/** Sends messages to push services (RFC 8030 5, RFC 8620 7.2). */
export function createPushSender({ outgoing, vapid, contact, timeoutMs = 15_000 }: PushSenderOptions): PushSender {
  return async ({ url, keys }, message) => {
    const content = Buffer.from(JSON.stringify(message));
    const headers = {
      'content-type': 'application/json',
      ...(keys && { 'content-encoding': 'aes128gcm' }),
      ttl: String(TTL_SECONDS),
      authorization: vapid.authorization(url, contact, new Date()),
    };
    const body = keys ? encryptFor(keys, content) : content;
    try {
      // The body of the response is not needed.
      const answer = await outgoing.ask(url, { method: 'POST', headers, body, timeoutMs, maxBytes: 0 });
      return resultOf(answer.status, answer.headers['retry-after']);
    } catch (error) {
      // The URL does not lead to the public network now.
      if (isMailError(error, 'invalid')) return 'gone';
      if (isMailError(error, 'unavailable')) return { againAfterSeconds: 0 };
      throw error;
    }
  };
}

function resultOf(status: number, retryAfter: string | undefined): PushResult {
  if (status >= 200 && status < 300) return 'sent';
  // RFC 8030 7.3
  if (status === 404 || status === 410) return 'gone';
  return { againAfterSeconds: /^\d{1,9}$/.test(retryAfter ?? '') ? Number(retryAfter) : 0 };
}
